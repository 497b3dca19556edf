import { request } from "node:http";
import { networkInterfaces } from "node:os";
import { afterAll, describe, expect, test } from "vitest";
import { whatIsOpen } from "#src/commands/start.ts";
import { whoMay } from "#src/control/who-may.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const TOKEN = "a-token-of-the-test";

/** What a caller from an address is answered: 200 stands for being let in. */
function statusOf(remoteAddress: string | undefined, headers: Record<string, string>, policy: Partial<Parameters<typeof whoMay>[0]> = {}) {
  const guard = whoMay({ control: "loopback", ...policy }, () => "http://rockpool.example:4100");
  let status = 0;
  try {
    guard({ headers, socket: { remoteAddress } } as never, { setHeader: () => undefined } as never, () => (status = 200));
  } catch (problem) {
    return (problem as { status: number }).status;
  }
  return status;
}

describe("by the address of the socket", () => {
  test.each(["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"])("%s is let in", (address) => {
    expect(statusOf(address, { host: "localhost:4100" })).toBe(200);
  });

  test.each(["192.0.2.7", "10.0.0.1", "172.17.0.1", "::ffff:192.0.2.7", "fe80::1", "2001:db8::1", "", undefined])(
    "%s is not, whatever Host it claims",
    (address) => {
      for (const host of ["localhost", "localhost:4100", "127.0.0.1", "rockpool.example:4100"])
        expect(statusOf(address, { host })).toBe(403);
    },
  );

  test.each(["x-forwarded-for", "forwarded", "x-real-ip"])("a proxy on this machine that hands on a request with %s is not", (name) => {
    expect(statusOf("127.0.0.1", { host: "rockpool.example:4100", [name]: "127.0.0.1" })).toBe(403);
  });

  test("a name that was pointed at this machine is not", () => {
    expect(statusOf("127.0.0.1", { host: "rebound.example:4100" })).toBe(403);
  });
});

describe("with a control token", () => {
  const policy = { controlToken: TOKEN };

  test("its bearer is let in from anywhere", () => {
    expect(statusOf("192.0.2.7", { host: "rockpool.lan", authorization: `Bearer ${TOKEN}` }, policy)).toBe(200);
    expect(statusOf("127.0.0.1", { host: "localhost" }, policy)).toBe(200);
  });

  test.each([`Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`, "Bearer", "Bearer ", `Basic ${TOKEN}`, TOKEN, ""])(
    "%j does not do",
    (authorization) => {
      expect(statusOf("192.0.2.7", { host: "localhost", authorization }, policy)).toBe(401);
    },
  );

  test("a foreign page is refused all the same, and without a token in the options none does", () => {
    expect(statusOf("127.0.0.1", { host: "localhost", origin: "https://evil.example", authorization: `Bearer ${TOKEN}` }, policy)).toBe(
      403,
    );
    expect(statusOf("192.0.2.7", { host: "localhost", authorization: "Bearer undefined" })).toBe(403);
  });
});

test("--control open lets anybody in but foreign pages", () => {
  expect(statusOf("192.0.2.7", { host: "rockpool.lan:4100" }, { control: "open" })).toBe(200);
  expect(statusOf("192.0.2.7", { host: "rockpool.lan:4100", origin: "https://evil.example" }, { control: "open" })).toBe(403);
});

/** An address of this machine that others use, too: to the server, who comes from it is another machine. */
const outside = Object.values(networkInterfaces())
  .flat()
  .find((address) => address && !address.internal && address.family === "IPv4")?.address;

describe.skipIf(outside === undefined)("through the wire, from an address that is not loopback", () => {
  const servers: TestServer[] = [];
  afterAll(() => Promise.all(servers.map((server) => server.close())));

  const statusFromOutside = async (options: object, headers: Record<string, string>): Promise<number> => {
    const server = await startTestServer({ host: "0.0.0.0", ...options });
    servers.push(server);
    const { port } = new URL(server.url);
    return new Promise((resolve, reject) =>
      request({ host: outside, port, path: "/_rockpool/export", headers }, (response) => resolve(response.resume().statusCode!))
        .on("error", reject)
        .end(),
    );
  };

  test("Host: localhost does not open the state", async () => {
    expect(await statusFromOutside({}, { host: "localhost" })).toBe(403);
  });

  test("the token and --control open do", async () => {
    expect(await statusFromOutside({ controlToken: TOKEN }, { authorization: "Bearer wrong-token" })).toBe(401);
    expect(await statusFromOutside({ controlToken: TOKEN }, { authorization: `Bearer ${TOKEN}` })).toBe(200);
    expect(await statusFromOutside({ control: "open" }, {})).toBe(200);
  });
});

test("the banner says what is open to whom", () => {
  expect(whatIsOpen({ host: "127.0.0.1", control: "loopback" })).toMatch(/^open to programs on this machine only/);
  expect(whatIsOpen({ host: "localhost", control: "open" })).toMatch(/this machine only/);
  expect(whatIsOpen({ host: "0.0.0.0", control: "loopback" })).toBe(
    "open to whoever reaches 0.0.0.0: the API; to programs on this machine: the control endpoints",
  );
  expect(whatIsOpen({ host: "::", control: "loopback", controlToken: TOKEN })).toContain("bearers of the control token");
  expect(whatIsOpen({ host: "0.0.0.0", control: "open" })).toContain("by --control open, the control endpoints");
  expect(whatIsOpen({ host: "::", control: "loopback", controlToken: TOKEN })).not.toContain(TOKEN);
});
