import { createRemoteJWKSet, jwtVerify } from "jose";
import { beforeEach, expect, test } from "vitest";
import { hostedClient, hostedPool, tokensOf } from "../support/hosted.ts";
import { SIGNATURE, startTestServer, useTestServer } from "../support/server.ts";
import { answering, functionArn, useLambda } from "../triggers/lambda.ts";

const lambda = await useLambda();
const server = await useTestServer({ lambdaEndpoint: lambda.url });

const FLOWS = { ExplicitAuthFlows: ["ALLOW_TOKEN_EXCHANGE_DELEGATION", "ALLOW_TOKEN_EXCHANGE_IMPERSONATION"] };
const SOLAR = ["solar/read", "solar/write", "solar/burn"];

let poolId: string;
let web: Awaited<ReturnType<typeof tokensOf>>;
let agent: { ClientId: string; ClientSecret: string };
let machine: { clientId: string; token: string };

beforeEach(() => lambda.define("Tokens", answering()));

/** A user has signed in at an application; an agent may exchange what it got, and a machine has a token of its own. */
async function place(pool: object = {}): Promise<void> {
  const made = await hostedPool(server, { pool });
  poolId = made.poolId;
  const Scopes = SOLAR.map((name) => ({ ScopeName: name.split("/")[1]!, ScopeDescription: name }));
  await server.call("CreateResourceServer", { UserPoolId: poolId, Identifier: "solar", Name: "Solar", Scopes });
  const scopes = { AllowedOAuthScopes: ["openid", "email", "solar/read", "solar/write"] };
  const app = (await hostedClient(server, poolId, scopes)).UserPoolClient.ClientId;
  web = await tokensOf(server, { clientId: app, scope: "openid email solar/read solar/write" });
  const client = { UserPoolId: poolId, ClientName: "agent", GenerateSecret: true, ...FLOWS };
  const exchanging = await server.call("CreateUserPoolClient", { ...client, AllowedOAuthScopes: ["openid", "solar/write", "solar/burn"] });
  agent = { ClientId: exchanging.UserPoolClient.ClientId, ClientSecret: exchanging.UserPoolClient.ClientSecret };
  const own = await server.call("CreateUserPoolClient", {
    ...{ UserPoolId: poolId, ClientName: "machine", GenerateSecret: true },
    ...{ ExplicitAuthFlows: ["ALLOW_CLIENT_TOKEN_AUTH"], AllowedOAuthScopes: ["solar/read"] },
  });
  const { ClientId, ClientSecret: Secret } = own.UserPoolClient;
  const { ClientAuthenticationResult } = await server.call("GetClientToken", { ClientId, Secret });
  machine = { clientId: ClientId, token: ClientAuthenticationResult.AccessToken };
}

const derive = (more: object = {}) =>
  server.call("GetDerivedToken", { ...agent, SubjectToken: web.access_token, SubjectTokenType: "ACCESS_TOKEN", ...more });

/** The claims of a token that the pool's published keys verify. */
async function claimsIn(token: string) {
  const keys = createRemoteJWKSet(new URL(`${server.url}/${poolId}/.well-known/jwks.json`));
  return (await jwtVerify(token, keys)).payload;
}

test("without an actor the new token is as the user's own: same user, same sign-in, and the client is the one that asked", async () => {
  await place();
  const subject = await claimsIn(web.access_token);
  const { IssuedToken, Scopes } = await derive({ Resources: ["solar"] });
  const claims = await claimsIn(IssuedToken);
  expect(claims).toMatchObject({ client_id: agent.ClientId, aud: "solar", token_use: "access", username: "ada" });
  for (const name of ["sub", "origin_jti", "auth_time", "iss"]) expect(claims[name]).toBe(subject[name]);
  expect(claims).not.toHaveProperty("act");
  expect(claims["scope"]).toBe(subject["scope"]);
  expect(Scopes).toEqual(["openid", "email", "solar/read", "solar/write"]);
});

test("scopes are what the request, the user's token and the client have in common", async () => {
  await place();
  const { IssuedToken, Scopes } = await derive({ Scopes: [...SOLAR, "openid", "nonsense"] });
  expect(Scopes).toEqual(["solar/write", "openid"]);
  expect((await claimsIn(IssuedToken))["scope"]).toBe("solar/write openid");
});

test("with an actor the new token says who acts, and in a chain who acted before", async () => {
  await place();
  const first = await derive({ ActorToken: machine.token, ActorTokenType: "ACCESS_TOKEN" });
  const claims = await claimsIn(first.IssuedToken);
  expect(claims).toMatchObject({ username: "ada", act: { sub: machine.clientId } });
  const second = await derive({ SubjectToken: first.IssuedToken, ActorToken: web.id_token, ActorTokenType: "ID_TOKEN" });
  expect((await claimsIn(second.IssuedToken))["act"]).toEqual({ sub: claims.sub, act: { sub: machine.clientId } });
});

test("an ID token shows no more than its scopes, is for the audience, and is refused without openid", async () => {
  await place();
  const { IssuedToken, TokenType } = await derive({
    RequestedTokenType: "ID_TOKEN",
    Audiences: ["reports"],
    ActorToken: machine.token,
    ActorTokenType: "ACCESS_TOKEN",
  });
  expect(TokenType).toBe("N_A");
  const claims = await claimsIn(IssuedToken);
  expect(claims).toMatchObject({ token_use: "id", aud: "reports", email: "ada@example.com", act: { sub: machine.clientId } });
  expect(claims).not.toHaveProperty("phone_number");
  expect(
    await server.refusal("GetDerivedToken", {
      ...agent,
      SubjectToken: web.access_token,
      SubjectTokenType: "ACCESS_TOKEN",
      RequestedTokenType: "ID_TOKEN",
      Scopes: ["solar/write"],
    }),
  ).toEqual({
    __type: "InvalidParameterException",
    message: "An ID token cannot be issued without the scope openid.",
  });
});

test("the pool's trigger has its say, but for who acts", async () => {
  await place({ LambdaConfig: { PreTokenGenerationConfig: { LambdaVersion: "V2_0", LambdaArn: functionArn("Tokens") } } });
  const claimsToAddOrOverride = { tenant: "acme", act: { sub: "eve" } };
  lambda.define(
    "Tokens",
    answering({ claimsAndScopeOverrideDetails: { accessTokenGeneration: { claimsToAddOrOverride, scopesToAdd: ["extra"] } } }),
  );
  const { IssuedToken, Scopes } = await derive({ ActorToken: machine.token, ActorTokenType: "ACCESS_TOKEN", Scopes: ["solar/write"] });
  expect(Scopes).toEqual(["solar/write", "extra"]);
  expect(await claimsIn(IssuedToken)).toMatchObject({ tenant: "acme", act: { sub: machine.clientId } });
  expect(lambda.events.at(-1)).toMatchObject({
    triggerSource: "TokenGeneration_TokenExchange",
    userName: "ada",
    callerContext: { clientId: agent.ClientId },
    request: { scopes: ["solar/write"] },
  });
  lambda.define("Tokens", () => {
    throw new Error("no tenant");
  });
  expect(await server.refusal("GetDerivedToken", { ...agent, SubjectToken: web.access_token, SubjectTokenType: "ACCESS_TOKEN" })).toEqual({
    __type: "UserLambdaValidationException",
    message: "PreTokenGeneration failed with error no tenant.",
  });
});

test("a signature stands for the client's secret, where signatures are verified only one that holds", async () => {
  await place();
  const subject = { SubjectToken: web.access_token, SubjectTokenType: "ACCESS_TOKEN" };
  const signed = { authorization: SIGNATURE };
  expect((await server.send("GetDerivedToken", { ClientId: agent.ClientId, ...subject }, signed)).status).toBe(200);
  expect((await server.send("GetDerivedToken", { ClientId: agent.ClientId, ...subject })).body.__type).toBe("NotAuthorizedException");
  const strict = await startTestServer({ iam: "verify", credentials: [["test", "secret"]] });
  try {
    await strict.control.import(await server.control.export());
    const answer = await strict.send("GetDerivedToken", { ClientId: agent.ClientId, ...subject }, signed);
    expect(answer.body).toEqual({
      __type: "NotAuthorizedException",
      message: `Client ${agent.ClientId} is configured with secret but client secret was not received`,
    });
  } finally {
    await strict.close();
  }
});

test("a token whose signature was changed, and one that nobody signed, are refused", async () => {
  await place();
  const [header, payload, signature] = web.access_token.split(".") as [string, string, string];
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as object;
  const widened = Buffer.from(JSON.stringify({ ...claims, scope: "solar/burn" })).toString("base64url");
  const unsigned = Buffer.from(JSON.stringify({ alg: "none" })).toString("base64url");
  for (const SubjectToken of [`${header}.${widened}.${signature}`, `${unsigned}.${payload}.`, `${header}.${payload}.AAAA`, "x"])
    expect(await server.refusal("GetDerivedToken", { ...agent, SubjectToken, SubjectTokenType: "ACCESS_TOKEN" })).toEqual({
      __type: "NotAuthorizedException",
      message: "Invalid Access Token",
    });
});
