import { describe, expect, test } from "vitest";
import { type OperationName, operations } from "#generated/operations.ts";
import { startTestServer, useTestServer, type WireAnswer } from "../support/server.ts";

const server = await useTestServer();
const EVIL = "https://evil.example";

const poolNames = async (): Promise<string[]> =>
  (await server.call("ListUserPools", { MaxResults: 60 })).UserPools.map(({ Name }: { Name: string }) => Name);
const createFrom = (origin: string, to = server): Promise<WireAnswer> => to.send("CreateUserPool", { PoolName: "planted" }, { origin });

describe("a page of somewhere else", () => {
  test("calling an operation that needs IAM is refused, may not read the answer, and has changed nothing", async () => {
    const { status, body, headers } = await createFrom(EVIL);
    expect(status).toBe(400);
    expect(body.__type).toBe("AccessDeniedException");
    expect(headers.get("access-control-allow-origin")).toBeNull();
    expect(headers.get("access-control-expose-headers")).toBeNull();
    expect(await poolNames()).toEqual([]);
  });

  test.each(["null", "http://localhost.evil.example", "http://127.0.0.1.evil.example", "http://evil.example:4100", "file://", "nonsense"])(
    "with the origin %s is one",
    async (origin) => {
      expect((await createFrom(origin)).body.__type).toBe("AccessDeniedException");
      expect(await poolNames()).toEqual([]);
    },
  );

  test("whose name was pointed at this machine (DNS rebinding) is one, whatever it says the host is", async () => {
    const { port } = new URL(server.url);
    expect((await createFrom(`http://rebound.example:${port}`)).status).toBe(400);
  });

  test("may call each operation that needs no IAM and none that does", async () => {
    const names = Object.keys(operations) as OperationName[];
    const open: string[] = [];
    for (const name of names) {
      const { headers, body } = await server.send(name, {}, { origin: EVIL });
      if (headers.get("access-control-allow-origin") === "*") open.push(name);
      else expect(body.__type).toBe("AccessDeniedException");
    }
    expect(open).toEqual(names.filter((name) => !operations[name].iam));
  });

  test("asking before a call (OPTIONS), which names no operation, is allowed", async () => {
    const answer = await fetch(server.url, { method: "OPTIONS", headers: { origin: EVIL, "access-control-request-method": "POST" } });
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
  });
});

describe("a page on this machine", () => {
  test.each(["http://localhost:3000", "https://localhost", "http://127.0.0.1:8080", "http://[::1]:5173", "http://app.localhost:3000"])(
    "with the origin %s may administer",
    async (origin) => {
      const { status, headers } = await createFrom(origin);
      expect(status).toBe(200);
      expect(headers.get("access-control-allow-origin")).toBe("*");
    },
  );
});

test("--cors-origin names other pages that may", async () => {
  const named = await startTestServer({ corsOrigin: ["https://admin.example.com", "null"] });
  for (const origin of ["https://admin.example.com", "null"]) expect((await createFrom(origin, named as never)).status).toBe(200);
  expect((await createFrom(EVIL, named as never)).status).toBe(400);
  await named.close();
  const all = await startTestServer({ corsOrigin: ["*"] });
  expect((await createFrom(EVIL, all as never)).status).toBe(200);
  await all.close();
});
