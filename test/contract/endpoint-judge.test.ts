import { expect, test } from "vitest";
import { endpointProblems } from "#src/contract/endpoint-judge.ts";
import type { HttpAnswer, HttpRequest } from "#src/contract/http-step.ts";

const JSON_TYPE = { "content-type": "application/json;charset=UTF-8" };
const TOKENS = { access_token: "a", expires_in: 3600, token_type: "Bearer" };
const asked: HttpRequest = { path: "/oauth2/token", form: { grant_type: "authorization_code", code: "c" } };
const answer = (status: number, body?: object, headers: HttpAnswer["headers"] = JSON_TYPE): HttpAnswer => ({
  status,
  headers,
  text: body === undefined ? "" : JSON.stringify(body),
});

test("an answer that spec/oauth.openapi.yaml describes is right, and a path that it does not have is not looked at", async () => {
  expect(await endpointProblems(asked, answer(200, TOKENS))).toEqual([]);
  expect(await endpointProblems({ path: "/us-east-1_Shop00001/.well-known/jwks.json" }, answer(200, { keys: [] }))).toEqual([]);
  expect(await endpointProblems({ path: "/nowhere" }, answer(418))).toEqual([]);
});

test.each<[string, HttpRequest, HttpAnswer, string]>([
  ["another status", asked, answer(418, TOKENS), "the status 418 is not documented"],
  ["a member that is not documented", asked, answer(200, { ...TOKENS, secret: "s" }), "secret"],
  ["a member that is missing", asked, answer(200, { access_token: "a", token_type: "Bearer" }), "expires_in"],
  ["another media type", asked, answer(200, TOKENS, { "content-type": "text/plain" }), "the media type text/plain is not documented"],
  ["no body", asked, answer(200), "the body is missing"],
  ["no location", { path: "/oauth2/authorize" }, answer(302, undefined, {}), "the header location is missing"],
  ["a form that is not documented", { ...asked, form: { grant_type: "password" } }, answer(200, TOKENS), "the form's"],
  ["no parameter that is required", { path: "/oauth2/authorize" }, answer(302, undefined, { location: "/x" }), "client_id is missing"],
])("an answer with %s, or to it, is told", async (_, request, given, problem) => {
  expect((await endpointProblems(request, given)).join("; ")).toContain(problem);
});

test("a request that is not documented may be refused", async () => {
  expect(await endpointProblems({ ...asked, form: { grant_type: "password" } }, answer(400, { error: "unsupported_grant_type" }))).toEqual(
    [],
  );
  expect(await endpointProblems({ path: "/oauth2/authorize" }, answer(302, undefined, { location: "/error?error=x" }))).toEqual([]);
});
