import { afterAll, expect, test } from "vitest";
import type { Exchange, ExchangeFile } from "#src/contract/exchange-file.ts";
import { createJudge } from "#src/contract/judge.ts";
import { rockpoolTarget } from "#src/contract/rockpool-target.ts";
import { runExchange } from "#src/contract/run-exchange.ts";
import { startTestServer } from "../support/server.ts";

const server = await startTestServer();
afterAll(() => server.close());
const court = { target: rockpoolTarget(server.url), judge: createJudge() };

const file: ExchangeFile = {
  operation: "the keys of a pool",
  endpoint: { path: "/${pool}/.well-known/jwks.json" },
  background: [{ CreateUserPool: { PoolName: "shop" }, save: { pool: "UserPool.Id" } }],
  exchanges: [],
};
const replay = (exchange: Omit<Exchange, "name">) => runExchange(court, file, { name: "one", ...exchange });

test("an exchange of an endpoint, answered as expected, passes, and so do its steps", async () => {
  const problems = await replay({
    request: {},
    headers: { "Content-Type": "$re:^application/json" },
    response: { keys: [{ alg: "RS256", kid: "$string" }, { kty: "RSA" }] },
    save: { kid: "body.keys[0].kid" },
    then: [{ http: { path: "/${pool}/.well-known/jwks.json" }, contains: ["${kid}", '"keys"'] }],
  });
  expect(problems).toEqual([]);
});

test.each<[string, Omit<Exchange, "name">, string]>([
  ["another status", { request: {}, status: 302 }, "status: expected 302, got 200"],
  ["another header", { request: {}, headers: { "content-type": "text/html" } }, 'headers.content-type: expected "text/html"'],
  ["another member", { request: {}, response: { keys: [] } }, "keys: expected 0 items"],
  ["a member that must not be there", { request: {}, absent: ["keys"] }, "keys: should be absent"],
  ["a redirect that is none", { request: {}, location: { code: "$string" } }, "location.code: nothing is not $string"],
  ["a text that lacks something", { request: {}, contains: "<html>" }, "the text does not hold <html>"],
  ["a wrong step", { request: {}, then: [{ http: { path: "/nowhere" }, status: 204 }] }, "step GET /nowhere: status: expected 204"],
])("an exchange of an endpoint, answered with %s, is told", async (_, exchange, problem) => {
  expect((await replay(exchange)).join("; ")).toContain(problem);
});
