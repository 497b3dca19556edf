import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { createHiding, HIDDEN, isSecretName } from "#src/control/hidden.ts";
import { type ContractSchema, readContractDocument } from "#src/runtime/contract-document.ts";
import { packageFile } from "#src/runtime/package-file.ts";
import { PASSWORD as DEVICE_OWNERS_PASSWORD, deviceSignIn } from "../support/device-sign-in.ts";
import { browser, CALLBACK, hostedPool, PASSWORD as PASSWORD_OF_PAGES, pkce, postForm, signIn } from "../support/hosted.ts";
import { appCode, mfaPool } from "../support/mfa.ts";
import { useTestServer } from "../support/server.ts";
import { PASSWORD as SRP_PASSWORD, srpSignIn } from "../support/srp-sign-in.ts";
import { answering, useLambda } from "../triggers/lambda.ts";
import { poolWith } from "../triggers/pool-with-triggers.ts";

const lambda = await useLambda();
const server = await useTestServer({ lambdaEndpoint: lambda.url });

/** All that is shown of requests and invocations, as whoever asks gets it. */
async function shown(): Promise<string> {
  const texts = ["requests", "invocations"].map(async (path) => (await fetch(`${server.url}/_rockpool/${path}?limit=1000`)).text());
  return (await Promise.all(texts)).join("\n");
}

/** What must be seen nowhere; `mark` gives a value back, so that it is noted where it is used. */
function corpus() {
  const secrets = new Map<string, string>();
  return {
    mark: <T extends string | undefined>(value: T, what: string): T => {
      if (value === undefined || value.length < 6) throw new Error(`${what} is ${value}`);
      secrets.set(value, what);
      return value;
    },
    /** Which of them are shown. There have to be some, and a request beside them. */
    seen: async (operation: string): Promise<string[]> => {
      const text = await shown();
      expect(text).toContain(`"${operation}"`);
      expect(secrets.size).toBeGreaterThan(1);
      return [...secrets].filter(([value]) => text.includes(value) || text.includes(encodeURIComponent(value))).map(([, what]) => what);
    },
  };
}

test("of passwords, codes, secrets and tokens of an app client's user nothing is shown", async () => {
  const { mark, seen } = corpus();
  const { UserPool } = await server.call("CreateUserPool", { PoolName: "p", AutoVerifiedAttributes: ["email"] });
  const { UserPoolClient } = await server.call("CreateUserPoolClient", {
    UserPoolId: UserPool.Id,
    ClientName: "web",
    GenerateSecret: false,
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  });
  const other = await server.call("CreateUserPoolClient", { UserPoolId: UserPool.Id, ClientName: "machine", GenerateSecret: true });
  mark(other.UserPoolClient.ClientSecret, "client secret");
  const ClientId = UserPoolClient.ClientId;
  const password = mark("Marked-Passw0rd-1", "password");
  await server.call("SignUp", {
    ClientId,
    Username: "ada",
    Password: password,
    UserAttributes: [{ Name: "email", Value: "ada@example.com" }],
  });
  await server.refusal("ConfirmSignUp", { ClientId, Username: "ada", ConfirmationCode: mark("marked 1 code", "malformed code") });
  const code = mark(await server.sentCode(), "code");
  const { Session } = await server.call("ConfirmSignUp", { ClientId, Username: "ada", ConfirmationCode: code });
  if (Session) mark(Session, "session of the sign-up");
  const begin = (PASSWORD: string) => ({ ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters: { USERNAME: "ada", PASSWORD } });
  await server.refusal("InitiateAuth", begin(mark("Marked-wrong-9", "wrong password")));
  const { AuthenticationResult: tokens } = await server.call("InitiateAuth", begin(password));
  mark(tokens.AccessToken, "access token");
  mark(tokens.IdToken, "ID token");
  mark(tokens.RefreshToken, "refresh token");
  const ProposedPassword = mark("Marked-Passw0rd-2", "new password");
  await server.call("ChangePassword", { AccessToken: tokens.AccessToken, PreviousPassword: password, ProposedPassword });
  const REFRESH_TOKEN = tokens.RefreshToken;
  const renewed = await server.call("InitiateAuth", { ClientId, AuthFlow: "REFRESH_TOKEN_AUTH", AuthParameters: { REFRESH_TOKEN } });
  mark(renewed.AuthenticationResult.AccessToken, "renewed access token");
  await server.call("ForgotPassword", { ClientId, Username: "ada" });
  const reset = { ClientId, Username: "ada", ConfirmationCode: mark(await server.sentCode(), "reset code") };
  await server.refusal("ConfirmForgotPassword", { ...reset, Password: mark("marked", "password that the policy refuses") });
  await server.call("ConfirmForgotPassword", { ...reset, Password: mark("Marked-Passw0rd-3", "reset password") });
  await server.call("AdminCreateUser", {
    UserPoolId: UserPool.Id,
    Username: "eve",
    TemporaryPassword: mark("Marked-Temp0rary", "temporary password"),
    MessageAction: "SUPPRESS",
  });
  await server.call("RevokeToken", { ClientId, Token: REFRESH_TOKEN });
  expect(await seen("RevokeToken")).toEqual([]);
});

test("of second factors, sessions and devices nothing is shown", async () => {
  const { mark, seen } = corpus();
  const pool = await mfaPool(server, "ON", ["totp"]);
  const ClientId = pool.clientId;
  const password = mark("Marked-Passw0rd-4", "password");
  await server.call("AdminCreateUser", { UserPoolId: pool.poolId, Username: "ada", MessageAction: "SUPPRESS" });
  await server.call("AdminSetUserPassword", { UserPoolId: pool.poolId, Username: "ada", Password: password, Permanent: true });
  const begun = await server.call("InitiateAuth", {
    ClientId,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: "ada", PASSWORD: password },
  });
  const { SecretCode, Session } = await server.call("AssociateSoftwareToken", { Session: mark(begun.Session, "session") });
  const app = appCode(server, mark(SecretCode, "secret of the app"));
  const verified = await server.call("VerifySoftwareToken", {
    Session: mark(Session, "second session"),
    UserCode: mark(app, "app's code"),
  });
  const { AuthenticationResult } = await server.call("RespondToAuthChallenge", {
    ClientId,
    ChallengeName: "MFA_SETUP",
    Session: mark(verified.Session, "third session"),
    ChallengeResponses: { USERNAME: "ada" },
  });
  mark(AuthenticationResult.AccessToken, "access token");
  expect(await seen("VerifySoftwareToken")).toEqual([]);

  const devices = deviceSignIn(server);
  await devices.setUp({ ChallengeRequiredOnNewDevice: true });
  mark(DEVICE_OWNERS_PASSWORD, "password of the device's owner");
  const known = await devices.newDevice();
  mark(known.token, "token");
  expect(await seen("ConfirmDevice")).toEqual([]);
});

test("of SRP nothing is shown", async () => {
  const { mark, seen } = corpus();
  const srp = srpSignIn(server);
  await srp.setUp({}, "ada");
  const { asked, session, responses } = await srp.answerFor("ada", mark(SRP_PASSWORD, "password"));
  for (const name of ["SRP_B", "SALT", "SECRET_BLOCK"]) mark(asked.ChallengeParameters[name], name);
  mark((responses as Record<string, string>)["PASSWORD_CLAIM_SIGNATURE"], "proof");
  await server.call("RespondToAuthChallenge", srp.response(responses, session));
  expect(await seen("RespondToAuthChallenge")).toEqual([]);
});

test("of the hosted endpoints' forms, codes and tokens nothing is shown", async () => {
  const { mark, seen } = corpus();
  const pool = await hostedPool(server);
  const { verifier, challenge } = pkce();
  mark(PASSWORD_OF_PAGES, "password");
  const agent = browser(server.url);
  const parameters = { response_type: "code", client_id: pool.clientId, redirect_uri: CALLBACK };
  const callback = await signIn(agent, { ...parameters, code_challenge: challenge, code_challenge_method: "S256" });
  for (const [name, value] of agent.jar) mark(value, `cookie ${name}`);
  const { body } = await postForm(`${server.url}/oauth2/token`, {
    grant_type: "authorization_code",
    client_id: pool.clientId,
    redirect_uri: CALLBACK,
    code: mark(callback.searchParams.get("code")!, "authorization code"),
    code_verifier: mark(verifier, "verifier of the code"),
  });
  for (const name of ["access_token", "id_token", "refresh_token"]) mark(body[name]!, name);
  await fetch(`${server.url}/oauth2/userInfo`, { headers: { authorization: `Bearer ${body["access_token"]}` } });
  await fetch(`${server.url}/oauth2/token?grant_type=refresh_token&refresh_token=${body["refresh_token"]}`);
  await postForm(`${server.url}/oauth2/revoke`, { token: body["refresh_token"]!, client_id: pool.clientId });
  expect(await seen("revoke")).toEqual([]);
});

test("of what triggers are told and answer nothing secret is shown", async () => {
  const { mark, seen } = corpus();
  const names = ["UserMigration", "DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse"];
  const { client } = await poolWith(server, names);
  const PASSWORD = mark("Marked-Passw0rd-5", "password that is migrated");
  lambda.define("UserMigration", answering({ userAttributes: { email: "eve@example.com" }, finalUserStatus: "CONFIRMED" }));
  await server.call("InitiateAuth", { ClientId: client, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters: { USERNAME: "eve", PASSWORD } });
  const answer = mark("Marked-Answer", "answer");
  lambda.define("DefineAuthChallenge", answering({ challengeName: "CUSTOM_CHALLENGE", issueTokens: false, failAuthentication: false }));
  lambda.define("CreateAuthChallenge", answering({ publicChallengeParameters: { q: "?" }, privateChallengeParameters: { answer } }));
  lambda.define("VerifyAuthChallengeResponse", answering({ answerCorrect: true }));
  const { Session } = await server.call("InitiateAuth", {
    ClientId: client,
    AuthFlow: "CUSTOM_AUTH",
    AuthParameters: { USERNAME: "eve" },
  });
  await server.call("RespondToAuthChallenge", {
    ClientId: client,
    ChallengeName: "CUSTOM_CHALLENGE",
    Session: mark(Session, "session"),
    ChallengeResponses: { USERNAME: "eve", ANSWER: answer },
  });
  expect(await seen("VerifyAuthChallengeResponse")).toEqual([]);
});

/** Sensitive in the model, and nothing that anybody could sign in with. */
const PERSONAL = ["ClientId", "Username", "Value", "LastIPAddress", "UserContextData", "AuthParameters", "ChallengeResponses"];

test("whatever the contract calls sensitive is hidden or looked at, operation by operation", () => {
  const open = readdirSync(packageFile("generated/contract")).flatMap((file) => {
    const schemas = readContractDocument(file.replace(/\.json$/, "")).components?.schemas ?? {};
    const isSensitive = ({ $ref, ...schema }: ContractSchema): boolean =>
      $ref ? isSensitive(schemas[$ref.split("/").at(-1)!]!) : schema["x-sensitive"] === true;
    return Object.values(schemas)
      .flatMap(({ properties = {} }) => Object.entries(properties))
      .filter(([name, schema]) => isSensitive(schema) && !isSecretName(name))
      .map(([name]) => name);
  });
  expect([...new Set(open)].filter((name) => !PERSONAL.includes(name))).toEqual([]);
  expect(new Set(open)).toContain("Username");
});

test.each([
  [
    "a name spelt in another way",
    { password: "x", secret_hash: "x", NEWPASSWORD: "x" },
    { password: HIDDEN, secret_hash: HIDDEN, NEWPASSWORD: HIDDEN },
  ],
  [
    "a value of another type",
    { Password: 12345678, Session: ["x"], Secret: { a: 1 } },
    { Password: HIDDEN, Session: HIDDEN, Secret: HIDDEN },
  ],
  [
    "what a map for challenges holds under a name of the pool's own",
    { ChallengeResponses: { USERNAME: "a", PIN: "x" } },
    { ChallengeResponses: { USERNAME: "a", PIN: HIDDEN } },
  ],
  [
    "details of a provider",
    { ProviderDetails: { client_id: "a", client_secret: "x", private_key: "x" } },
    { ProviderDetails: { client_id: "a", client_secret: HIDDEN, private_key: HIDDEN } },
  ],
  [
    "a signed address",
    { PreSignedUrl: "https://a.example/b?X-Amz-Signature=x&X-Amz-Expires=9" },
    { PreSignedUrl: `https://a.example/b?X-Amz-Signature=${HIDDEN}&X-Amz-Expires=9` },
  ],
])("%s is hidden", (_what, value, expected) => {
  expect(createHiding().object(value)).toEqual(expected);
});

test("switches named after secrets are no secrets", () => {
  const client = { GenerateSecret: true, EnableTokenRevocation: true, AccessTokenValidity: 5, NextToken: "page" };
  expect(createHiding().object(client)).toEqual(client);
});
