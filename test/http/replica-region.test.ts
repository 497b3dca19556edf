import { beforeEach, expect, test } from "vitest";
import { SIGNATURE, useTestServer } from "../support/server.ts";

const server = await useTestServer();
const { call, send } = server;

const inRegion = (region: string) => ({ authorization: SIGNATURE.replace("/us-east-1/", `/${region}/`) });
let UserPoolId: string;

beforeEach(async () => {
  const KmsKeyArn = "arn:aws:kms:us-east-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab";
  UserPoolId = (await call("CreateUserPool", { PoolName: "p", KeyConfiguration: { KmsKeyArn }, IssuerConfiguration: { Type: "UPDATED" } }))
    .UserPool.Id;
  await call("CreateUserPoolReplica", { UserPoolId, RegionName: "eu-west-1" });
  server.advance(31);
});

test("AdminCreateUser, signed for the region of a replica, is refused; in the primary region it succeeds", async () => {
  const input = { UserPoolId, Username: "ada", MessageAction: "SUPPRESS" };
  const refused = await send("AdminCreateUser", input, inRegion("eu-west-1"));
  expect(refused.body).toEqual({
    __type: "OperationNotEnabledException",
    message: "AdminCreateUser is not available in a replica of the user pool.",
  });
  await call("AdminCreateUser", input);
  expect((await send("AdminGetUser", { UserPoolId, Username: "ada" }, inRegion("eu-west-1"))).status).toBe(200);
});

test("AdminInitiateAuth, signed for the region of a replica, is refused until the replica is active", async () => {
  const { UserPoolClient } = await call("CreateUserPoolClient", {
    UserPoolId,
    ClientName: "c",
    ExplicitAuthFlows: ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  });
  await call("AdminCreateUser", { UserPoolId, Username: "ada", MessageAction: "SUPPRESS" });
  await call("AdminSetUserPassword", { UserPoolId, Username: "ada", Password: "Corr3ct-Horse", Permanent: true });
  const signIn = {
    UserPoolId,
    ClientId: UserPoolClient.ClientId,
    AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: "ada", PASSWORD: "Corr3ct-Horse" },
  };
  expect((await send("AdminInitiateAuth", signIn, inRegion("eu-west-1"))).body.__type).toBe("OperationNotEnabledException");
  await call("UpdateUserPoolReplica", { UserPoolId, RegionName: "eu-west-1", Status: "ACTIVE" });
  expect((await send("AdminInitiateAuth", signIn, inRegion("eu-west-1"))).body.AuthenticationResult.AccessToken).toBeTypeOf("string");
});

test("DeleteUserPoolReplica, signed for the region of the replica, is refused", async () => {
  const refused = await send("DeleteUserPoolReplica", { UserPoolId, RegionName: "eu-west-1" }, inRegion("eu-west-1"));
  expect(refused.body.__type).toBe("OperationNotEnabledException");
});

/** Whoever signs in where the replica is active, with what they may do there. */
async function signedInAtReplica() {
  const ExplicitAuthFlows = ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];
  const { ClientId } = (await call("CreateUserPoolClient", { UserPoolId, ClientName: "c", ExplicitAuthFlows })).UserPoolClient;
  await call("AdminCreateUser", { UserPoolId, Username: "ada", MessageAction: "SUPPRESS" });
  await call("AdminSetUserPassword", { UserPoolId, Username: "ada", Password: "Corr3ct-Horse", Permanent: true });
  await call("UpdateUserPoolReplica", { UserPoolId, RegionName: "eu-west-1", Status: "ACTIVE" });
  const signIn = {
    UserPoolId,
    ClientId,
    AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: "ada", PASSWORD: "Corr3ct-Horse" },
  };
  const { AuthenticationResult } = (await send("AdminInitiateAuth", signIn, inRegion("eu-west-1"))).body;
  return { ClientId: ClientId, AccessToken: AuthenticationResult.AccessToken as string, signIn };
}

test.each([
  ["ChangePassword", { PreviousPassword: "Corr3ct-Horse", ProposedPassword: "Battery-St4ple" }],
  ["UpdateUserAttributes", { UserAttributes: [{ Name: "name", Value: "Ada" }] }],
  ["DeleteUserAttributes", { UserAttributeNames: ["name"] }],
  ["VerifyUserAttribute", { AttributeName: "email", Code: "123456" }],
  ["AssociateSoftwareToken", {}],
  ["VerifySoftwareToken", { UserCode: "123456" }],
  ["DeleteUser", {}],
] as const)("%s, with an access token and signed for the region of an active replica, is refused", async (operation, input) => {
  const { AccessToken } = await signedInAtReplica();
  const refused = await send(operation, { ...input, AccessToken }, inRegion("eu-west-1"));
  expect(refused.body).toEqual({
    __type: "OperationNotEnabledException",
    message: `${operation} is not available in a replica of the user pool.`,
  });
  expect((await send("GetUser", { AccessToken }, inRegion("eu-west-1"))).body.Username).toBe("ada");
});

test("the code of an authenticator app is refused in the region of an active replica", async () => {
  const { ClientId } = await signedInAtReplica();
  const answer = {
    UserPoolId,
    ClientId,
    ChallengeName: "SOFTWARE_TOKEN_MFA",
    Session: "x".repeat(20),
    ChallengeResponses: { USERNAME: "ada", SOFTWARE_TOKEN_MFA_CODE: "123456" },
  };
  const refused = await send("AdminRespondToAuthChallenge", answer, inRegion("eu-west-1"));
  expect(refused.body).toEqual({
    __type: "OperationNotEnabledException",
    message: "SOFTWARE_TOKEN_MFA is not available in a replica of the user pool.",
  });
  expect((await send("AdminRespondToAuthChallenge", answer)).body.__type).toBe("NotAuthorizedException");
});

test("wrong passwords are counted by region: who is locked out of the primary one signs in at the replica, and the other way round", async () => {
  const { signIn } = await signedInAtReplica();
  const wrong = { ...signIn, AuthParameters: { ...signIn.AuthParameters, PASSWORD: "wrong" } };
  for (const [locked, open] of [
    ["us-east-1", "eu-west-1"],
    ["eu-west-1", "us-east-1"],
  ] as const) {
    server.control.setClock({ frozen: true });
    for (let round = 0; round < 5; round += 1) await send("AdminInitiateAuth", wrong, inRegion(locked));
    expect((await send("AdminInitiateAuth", signIn, inRegion(locked))).body.message).toBe("Password attempts exceeded");
    expect((await send("AdminInitiateAuth", signIn, inRegion(open))).body.AuthenticationResult.AccessToken).toBeTypeOf("string");
    server.control.setClock({ frozen: false });
    server.advance(2);
  }
});
