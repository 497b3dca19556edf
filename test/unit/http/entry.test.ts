import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { createEntry, type Entry } from "#src/http/entry.ts";
import { createLog } from "#src/runtime/log.ts";

let close = (): void => undefined;
afterEach(() => close());

/** What a server with these parts answers, and how often the others were made. */
async function serve(parts: Partial<Entry>) {
  let made = 0;
  const server = createServer(
    createEntry({
      api: async (_request, response) => void response.end("api"),
      log: createLog("silent"),
      ...parts,
      others: () => {
        made += 1;
        return parts.others?.() ?? Promise.resolve((_request, response) => void response.end("others"));
      },
    }),
  );
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  close = () => void server.close();
  const { port } = server.address() as AddressInfo;
  const ask = (method: string, path: string) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const asked = request({ port, host: "127.0.0.1", method, path, agent: false }, async (response) => {
        const chunks = await response.toArray();
        resolve({ status: response.statusCode!, text: Buffer.concat(chunks as Buffer[]).toString() });
      });
      asked.on("error", reject).end();
    });
  return { ask, made: () => made };
}

test.each(["/", "/?a=b", "http://cognito-idp.us-east-1.amazonaws.com/"])("POST %s is the API's", async (path) => {
  const { ask, made } = await serve({});
  expect(await ask("POST", path)).toEqual({ status: 200, text: "api" });
  expect(made()).toBe(0);
});

test.each([
  ["GET", "/"],
  ["POST", "/oauth2/token"],
  ["POST", "//"],
  ["POST", "http://localhost/oauth2/token?a=b"],
  ["OPTIONS", "*"],
])("%s %s is for the others, which are made once", async (method, path) => {
  const { ask, made } = await serve({});
  expect(await ask(method, path)).toEqual({ status: 200, text: "others" });
  expect(await ask(method, path)).toEqual({ status: 200, text: "others" });
  expect(made()).toBe(1);
});

test.each<[string, Partial<Entry>]>([
  ["/", { api: () => Promise.reject(new Error("secret")) }],
  ["/other", { others: () => Promise.reject(new Error("secret")) }],
  [
    "/other",
    {
      others: async () => () => {
        throw new Error("secret");
      },
    },
  ],
])("a fault at %s is answered without what was thrown", async (path, parts) => {
  const { ask } = await serve(parts);
  expect(await ask("POST", path)).toEqual({ status: 500, text: '{"__type":"InternalErrorException","message":"Internal server error"}' });
});
