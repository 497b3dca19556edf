import { describe, expect, test } from "vitest";
import { softwareAuthenticator } from "../support/authenticator.ts";
import { browser, CALLBACK, hostedPool } from "../support/hosted.ts";
import { appCode, mfaPool, mfaUser } from "../support/mfa.ts";
import { type TestServer, useTestServer } from "../support/server.ts";
import { begin, HOUR, previewOf, recover, seconds } from "./pool.ts";

const server = await useTestServer();
const PASSWORD = "Corr3ct-Horse";
const RP = "example.com";

/** The present moment, an hour before what comes next. */
function hourAgo(): number {
  server.advance(60);
  const moment = seconds(server);
  server.advance(HOUR);
  return moment;
}

async function passkeyPool() {
  const Policies = { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "WEB_AUTHN"] } };
  const UserPoolId = (await server.call("CreateUserPool", { PoolName: "keys", Policies })).UserPool.Id;
  await server.call("SetUserPoolMfaConfig", { UserPoolId, WebAuthnConfiguration: { RelyingPartyId: RP, UserVerification: "preferred" } });
  const flows = ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH"];
  const { UserPoolClient } = await server.call("CreateUserPoolClient", { UserPoolId, ClientName: "web", ExplicitAuthFlows: flows });
  await server.call("AdminCreateUser", { UserPoolId, Username: "ada", MessageAction: "SUPPRESS" });
  await server.call("AdminSetUserPassword", { UserPoolId, Username: "ada", Password: PASSWORD, Permanent: true });
  return { UserPoolId, ClientId: UserPoolClient.ClientId };
}

const tokenOf = async (ClientId: string): Promise<string> => {
  const AuthParameters = { USERNAME: "ada", PASSWORD };
  return (await server.call("InitiateAuth", { ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters })).AuthenticationResult.AccessToken;
};

async function registerPasskey(ClientId: string) {
  const authenticator = softwareAuthenticator({ origin: "https://app.example.com", rpId: RP });
  const AccessToken = await tokenOf(ClientId);
  const { CredentialCreationOptions } = await server.call("StartWebAuthnRegistration", { AccessToken });
  await server.call("CompleteWebAuthnRegistration", { AccessToken, Credential: authenticator.register(CredentialCreationOptions) });
  return authenticator;
}

async function signInByPasskey(ClientId: string, authenticator: Awaited<ReturnType<typeof registerPasskey>>) {
  const AuthParameters = { USERNAME: "ada", PREFERRED_CHALLENGE: "WEB_AUTHN" };
  const { Session, ChallengeParameters } = await server.call("InitiateAuth", { ClientId, AuthFlow: "USER_AUTH", AuthParameters });
  const CREDENTIAL = authenticator.sign(ChallengeParameters["CREDENTIAL_REQUEST_OPTIONS"]);
  const answer = { ClientId, ChallengeName: "WEB_AUTHN", Session, ChallengeResponses: { USERNAME: "ada", CREDENTIAL } };
  return server.call("RespondToAuthChallenge", answer);
}

const keyIds = async (ClientId: string): Promise<string[]> => {
  const { Credentials } = await server.call("ListWebAuthnCredentials", { AccessToken: await tokenOf(ClientId) });
  return Credentials.map(({ CredentialId }) => CredentialId);
};

describe("passkeys", () => {
  test("that were deleted are back, and those that were registered since are gone", async () => {
    const { UserPoolId, ClientId } = await passkeyPool();
    const old = await registerPasskey(ClientId);
    const moment = hourAgo();
    await server.call("DeleteWebAuthnCredential", { AccessToken: await tokenOf(ClientId), CredentialId: old.id });
    await registerPasskey(ClientId);
    const recovery = await recover(server, UserPoolId, moment);
    expect((await previewOf(server, recovery))["Passkeys"]).toEqual([1, 0, 1]);
    expect(await keyIds(ClientId)).toEqual([old.id]);
    expect((await signInByPasskey(ClientId, old)).AuthenticationResult.AccessToken).toBeTypeOf("string");
  });

  test("let their users sign in while a recovery waits, and cannot be replayed after it", async () => {
    const { UserPoolId, ClientId } = await passkeyPool();
    const key = await registerPasskey(ClientId);
    const recovery = await begin(server, UserPoolId, hourAgo());
    expect((await signInByPasskey(ClientId, key)).AuthenticationResult.AccessToken).toBeTypeOf("string");
    await server.call("StartPointInTimeRecovery", recovery);
    expect((await previewOf(server, recovery))["Passkeys"]).toEqual([0, 0, 0]);
    const used = await server.services.store.list("passkeys", { partition: UserPoolId, limit: 1 });
    expect(used.items).toMatchObject([{ counter: 2 }]);
  });
});

describe("MFA settings", () => {
  test("are what they were, each user's for itself", async () => {
    const pool = await mfaPool(server, "OPTIONAL", ["totp"]);
    const UserPoolId = pool.poolId;
    for (const name of ["ada", "bob", "eve"]) await mfaUser(server, pool, {}, name);
    const enroll = async (Username: string) => {
      const { AuthenticationResult } = await server.call("AdminInitiateAuth", {
        ...{ UserPoolId, ClientId: pool.clientId, AuthFlow: "ADMIN_USER_PASSWORD_AUTH" },
        AuthParameters: { USERNAME: Username, PASSWORD },
      });
      const { AccessToken } = AuthenticationResult;
      const { SecretCode } = await server.call("AssociateSoftwareToken", { AccessToken });
      await server.call("VerifySoftwareToken", { AccessToken, UserCode: appCode(server, SecretCode) });
      await server.call("SetUserMFAPreference", { AccessToken, SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } });
    };
    const factorsOf = async (Username: string) => (await server.call("AdminGetUser", { UserPoolId, Username })).UserMFASettingList;
    await enroll("ada");
    const moment = hourAgo();
    await server.call("AdminDeleteSoftwareToken", { UserPoolId, Username: "ada" });
    await enroll("bob");
    await server.call("AdminDeleteUser", { UserPoolId, Username: "eve" });
    const recovery = await recover(server, UserPoolId, moment);
    expect(await previewOf(server, recovery)).toMatchObject({ "User MFAs": [1, 0, 1], Users: [1, 0, 0] });
    expect([await factorsOf("ada"), await factorsOf("bob")]).toEqual([["SOFTWARE_TOKEN_MFA"], undefined]);
  });
});

describe("users of an identity provider, while a recovery waits", () => {
  const local = (accounts: object[], subject: string, userPoolId: string) =>
    server.control.setLocalProvider({ userPoolId, providerName: "Google", accounts: accounts as never, answer: { subject } });

  async function arrive(at: TestServer, clientId: string): Promise<URL> {
    const agent = browser(at.url);
    const query = { response_type: "code", client_id: clientId, redirect_uri: CALLBACK, identity_provider: "Google" };
    const { location } = await agent.visit(`/oauth2/authorize?${new URLSearchParams(query)}`);
    const answered = await agent.visit(location);
    return new URL((await agent.visit(answered.location)).location);
  }

  test("sign in where they have before and are told of as before, and only then", async () => {
    const { poolId, clientId } = await hostedPool(server);
    await server.call("CreateIdentityProvider", {
      ...{ UserPoolId: poolId, ProviderName: "Google", ProviderType: "Google" },
      ProviderDetails: { client_id: "app", client_secret: "secret", authorize_scopes: "openid email" },
      AttributeMapping: { email: "email" },
    });
    const { UserPoolClient } = await server.call("DescribeUserPoolClient", { UserPoolId: poolId, ClientId: clientId });
    const { LastModifiedDate: _modified, CreationDate: _created, ...settings } = UserPoolClient;
    await server.call("UpdateUserPoolClient", { ...settings, SupportedIdentityProviders: ["COGNITO", "Google"] });
    const grace = { subject: "1", claims: { email: "grace@example.com" } };
    await local([grace], "1", poolId);
    expect((await arrive(server, clientId)).searchParams.get("code")).toBeTruthy();
    const recovery = await begin(server, poolId, hourAgo());
    expect((await arrive(server, clientId)).searchParams.get("code")).toBeTruthy();
    await local([grace, { subject: "2", claims: { email: "new@example.com" } }], "2", poolId);
    expect((await arrive(server, clientId)).searchParams.get("error_description")).toMatch(/recovery is in progress/);
    await local([{ ...grace, claims: { email: "hopper@example.com" } }], "1", poolId);
    expect((await arrive(server, clientId)).searchParams.get("error_description")).toMatch(/recovery is in progress/);
    await server.call("CancelPointInTimeRecovery", recovery);
    expect((await arrive(server, clientId)).searchParams.get("code")).toBeTruthy();
  });
});
