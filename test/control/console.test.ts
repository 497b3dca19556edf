import { request as send } from "node:http";
import { expect, test } from "vitest";
import { useTestServer } from "../support/server.ts";

const server = await useTestServer();
const AS_BROWSER = { accept: "text/html,application/xhtml+xml" };

/** `fetch` sets the Host header itself. */
const get = (path: string, headers: Record<string, string>) =>
  new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
    const request = send(new URL(path, server.url), { headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => (text += part));
      response.on("end", () => resolve({ status: response.statusCode!, headers: response.headers, text }));
    });
    request.on("error", reject).end();
  });

test("a browser at the address itself is shown the console, under a policy that lets nothing foreign in", async () => {
  const { status, headers, text } = await get("/", AS_BROWSER);
  expect(status).toBe(200);
  expect(text).toContain("/_rockpool/console/main.js");
  const policy = String(headers["content-security-policy"]);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
  expect((await get("/_rockpool/console/main.js", {})).headers).toMatchObject({ "content-type": "text/javascript; charset=utf-8" });
});

test("a program at the same address gets what it always got, and so does a call of the API", async () => {
  const { status, text } = await get("/", { accept: "*/*" });
  expect(status).toBe(400);
  expect(text).not.toContain("<html");
  expect(await server.call("ListUserPools", { MaxResults: 1 })).toEqual({ UserPools: [] });
});

test.each([
  ["a name that was pointed at this machine", { host: "evil.example" }],
  ["a pool's own domain", { host: "shop.localhost:4100" }],
  ["what another machine asked a proxy for", { "x-forwarded-for": "192.0.2.1" }],
])("%s has no console", async (_, headers) => {
  const { text } = await get("/", { ...AS_BROWSER, ...headers });
  expect(text).not.toContain("/_rockpool/console/");
});

test.each([
  "/_rockpool/console/../package.json",
  "/_rockpool/console/%2e%2e%2fpackage.json",
  "/_rockpool/console/contract/..%2f..%2fpackage.json",
  "/_rockpool/console/%zz",
  "/_rockpool/console/nothing.js",
])("nothing else is served at %s", async (path) => {
  const { status, text } = await get(path, {});
  expect([400, 404]).toContain(status);
  expect(text).not.toContain("devDependencies");
});

test("the frame of a mail runs no script of the mail's and loads nothing", async () => {
  const policy = String((await get("/_rockpool/console/mail", {})).headers["content-security-policy"]);
  expect(policy).toContain("sandbox allow-scripts allow-popups");
  expect(policy).not.toContain("allow-same-origin");
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
});
