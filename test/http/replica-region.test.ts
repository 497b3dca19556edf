import { beforeEach, expect, test } from "vitest";
import { SIGNATURE, useTestServer } from "../support/server.ts";

const server = await useTestServer();
const { call, send } = server;

const inRegion = (region: string) => ({ authorization: SIGNATURE.replace("/us-east-1/", `/${region}/`) });
let UserPoolId: string;

beforeEach(async () => {
  const KmsKeyArn = "arn:aws:kms:us-east-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab";
  UserPoolId = (await call("CreateUserPool", { PoolName: "p", KeyConfiguration: { KmsKeyArn }, IssuerConfiguration: { Type: "UPDATED" } })).UserPool.Id;
  await call("CreateUserPoolReplica", { UserPoolId, RegionName: "eu-west-1" });
  server.advance(31);
});

test("AdminCreateUser, signed for the region of a replica, is refused; in the primary region it succeeds", async () => {
  const input = { UserPoolId, Username: "ada", MessageAction: "SUPPRESS" };
  const refused = await send("AdminCreateUser", input, inRegion("eu-west-1"));
  expect(refused.body).toEqual({ __type: "OperationNotEnabledException", message: "AdminCreateUser is not available in a replica of the user pool." });
  await call("AdminCreateUser", input);
  expect((await send("AdminGetUser", { UserPoolId, Username: "ada" }, inRegion("eu-west-1"))).status).toBe(200);
});

test("AdminInitiateAuth, signed for the region of a replica, is refused until the replica is active", async () => {
  const { UserPoolClient } = await call("CreateUserPoolClient", { UserPoolId, ClientName: "c", ExplicitAuthFlows: ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] });
  await call("AdminCreateUser", { UserPoolId, Username: "ada", MessageAction: "SUPPRESS" });
  await call("AdminSetUserPassword", { UserPoolId, Username: "ada", Password: "Corr3ct-Horse", Permanent: true });
  const signIn = { UserPoolId, ClientId: UserPoolClient.ClientId, AuthFlow: "ADMIN_USER_PASSWORD_AUTH", AuthParameters: { USERNAME: "ada", PASSWORD: "Corr3ct-Horse" } };
  expect((await send("AdminInitiateAuth", signIn, inRegion("eu-west-1"))).body.__type).toBe("OperationNotEnabledException");
  await call("UpdateUserPoolReplica", { UserPoolId, RegionName: "eu-west-1", Status: "ACTIVE" });
  expect((await send("AdminInitiateAuth", signIn, inRegion("eu-west-1"))).body.AuthenticationResult.AccessToken).toBeTypeOf("string");
});

test("DeleteUserPoolReplica, signed for the region of the replica, is refused", async () => {
  const refused = await send("DeleteUserPoolReplica", { UserPoolId, RegionName: "eu-west-1" }, inRegion("eu-west-1"));
  expect(refused.body.__type).toBe("OperationNotEnabledException");
});
