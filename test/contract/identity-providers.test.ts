import { expect, test } from "vitest";
import { federatedGroup, federatedUser, findFederatedUser } from "#src/federation/federated-user.ts";
import { identityProviders } from "#src/records/identity-providers.ts";
import { pools } from "#src/records/pools.ts";
import { users } from "#src/records/users.ts";
import { attribute } from "../support/api-client.ts";
import { useTestServer } from "../support/server.ts";

const server = await useTestServer();

const OIDC = {
  client_id: "abc",
  client_secret: "shh",
  authorize_scopes: "openid",
  oidc_issuer: "https://idp.example.com",
  attributes_request_method: "GET",
};
const GOOGLE = { client_id: "abc", client_secret: "shh", authorize_scopes: "openid" };

async function poolWithGoogle(more: object = {}) {
  const UserPoolId: string = (await server.call("CreateUserPool", { PoolName: "p", ...more })).UserPool.Id;
  const AttributeMapping = { email: "email", email_verified: "email_verified", name: "full_name" };
  await server.call("CreateIdentityProvider", {
    UserPoolId,
    ProviderName: "Google",
    ProviderType: "Google",
    ProviderDetails: GOOGLE,
    AttributeMapping,
  });
  return UserPoolId;
}

/** Somebody signs in at Google for the first time. */
async function arrive(UserPoolId: string, subject = "Gx1026") {
  const { store, clock } = server.services;
  const pool = (await pools.find(store, UserPoolId, UserPoolId))!;
  const google = (await identityProviders.find(store, UserPoolId, "Google"))!;
  const profile = await federatedUser(
    pool,
    google,
    { subject, claims: { email: "ada@example.com", email_verified: "true", full_name: "Ada", sub: subject } },
    clock.now(),
  );
  await store.commit([users.put(profile)]);
  return { pool, google, profile };
}

test("a federated user, described, has the provider's name, mapped attributes and a primary identity", async () => {
  const UserPoolId = await poolWithGoogle();
  const { pool, google } = await arrive(UserPoolId);
  const user = await server.call("AdminGetUser", { UserPoolId, Username: "Google_Gx1026" });
  expect(user).toMatchObject({ Username: "Google_Gx1026", UserStatus: "EXTERNAL_PROVIDER", Enabled: true });
  const attributes = Object.fromEntries(user.UserAttributes.map(({ Name, Value }) => [Name, Value]));
  expect(attributes).toMatchObject({ email: "ada@example.com", email_verified: "true", name: "Ada" });
  expect(JSON.parse(attribute(user.UserAttributes, "identities"))).toEqual([
    { userId: "Gx1026", providerName: "Google", providerType: "Google", issuer: null, primary: true, dateCreated: expect.any(Number) },
  ]);
  expect(federatedGroup(pool, google)).toBe(`${UserPoolId}_Google`);
});

test("a federated user in a pool that does not tell cases apart, its name, is in lower case", async () => {
  const UserPoolId = await poolWithGoogle({ UsernameConfiguration: { CaseSensitive: false } });
  expect((await arrive(UserPoolId)).profile.username).toBe("google_gx1026");
});

test("a federated user, by password, cannot sign in", async () => {
  const UserPoolId = await poolWithGoogle();
  await arrive(UserPoolId);
  const { UserPoolClient: client } = await server.call("CreateUserPoolClient", {
    UserPoolId,
    ClientName: "c",
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
  });
  const AuthParameters = { USERNAME: "Google_Gx1026", PASSWORD: "Secret-123" };
  expect(await server.refusal("InitiateAuth", { ClientId: client.ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters })).toMatchObject(
    { __type: "NotAuthorizedException" },
  );
});

test("AdminLinkProviderForUser, of an identity that has a profile already, is refused", async () => {
  const UserPoolId = await poolWithGoogle();
  await arrive(UserPoolId);
  await server.call("AdminCreateUser", { UserPoolId, Username: "ada", MessageAction: "SUPPRESS" });
  const SourceUser = { ProviderName: "Google", ProviderAttributeName: "Cognito_Subject", ProviderAttributeValue: "Gx1026" };
  const refusal = await server.refusal("AdminLinkProviderForUser", {
    UserPoolId,
    DestinationUser: { ProviderName: "Cognito", ProviderAttributeValue: "ada" },
    SourceUser,
  });
  expect(refusal).toEqual({
    __type: "InvalidParameterException",
    message: "Merging is not currently supported, provide a SourceUser that has not been signed up in order to link",
  });
});

test("AdminDisableProviderForUser, of a federated profile, removes it so that the next sign-in makes a new one", async () => {
  const UserPoolId = await poolWithGoogle();
  const { profile } = await arrive(UserPoolId);
  const User = { ProviderName: "Google", ProviderAttributeName: "Cognito_Subject", ProviderAttributeValue: "Gx1026" };
  await server.call("AdminDisableProviderForUser", { UserPoolId, User });
  expect(await server.refusal("AdminGetUser", { UserPoolId, Username: "Google_Gx1026" })).toMatchObject({
    __type: "UserNotFoundException",
  });
  expect((await arrive(UserPoolId)).profile.sub).not.toBe(profile.sub);
});

test("a linked user, looked up by the identity, is found, in the tokens too", async () => {
  const UserPoolId = await poolWithGoogle();
  await server.call("AdminCreateUser", { UserPoolId, Username: "ada", MessageAction: "SUPPRESS" });
  await server.call("AdminSetUserPassword", { UserPoolId, Username: "ada", Password: "Secret-123", Permanent: true });
  const SourceUser = { ProviderName: "Google", ProviderAttributeName: "Cognito_Subject", ProviderAttributeValue: "77" };
  await server.call("AdminLinkProviderForUser", {
    UserPoolId,
    DestinationUser: { ProviderName: "Cognito", ProviderAttributeValue: "ada" },
    SourceUser,
  });
  expect(await findFederatedUser(server.services.store, UserPoolId, { provider: "Google", subject: "77" })).toMatchObject({
    username: "ada",
  });
  const { UserPoolClient: client } = await server.call("CreateUserPoolClient", {
    UserPoolId,
    ClientName: "c",
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
  });
  const { AuthenticationResult } = await server.call("InitiateAuth", {
    ClientId: client.ClientId,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: "ada", PASSWORD: "Secret-123" },
  });
  const claims = JSON.parse(Buffer.from(String(AuthenticationResult.IdToken.split(".")[1]), "base64url").toString());
  expect(claims.identities).toMatchObject([{ userId: "77", providerName: "Google", primary: "false" }]);
});

test("CreateIdentityProvider, of the 301st provider of a pool, is refused", async () => {
  const UserPoolId: string = (await server.call("CreateUserPool", { PoolName: "p" })).UserPool.Id;
  const provider = (index: number) => ({ UserPoolId, ProviderName: `Idp-${index}`, ProviderType: "OIDC", ProviderDetails: OIDC });
  for (let index = 0; index < 300; index += 1) await server.call("CreateIdentityProvider", provider(index));
  expect(await server.refusal("CreateIdentityProvider", provider(300))).toMatchObject({ __type: "LimitExceededException" });
});
