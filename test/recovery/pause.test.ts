import { describe, expect, test } from "vitest";
import type { OperationName } from "#generated/operations.ts";
import { appCode, mfaPool, mfaUser, PASSWORD } from "../support/mfa.ts";
import { useTestServer } from "../support/server.ts";
import { begin, createUser, grownPool, HOUR, look, nicknames, previewOf, rename, seconds } from "./pool.ts";

const server = await useTestServer();
const PAUSED = {
  __type: "OperationNotEnabledException",
  message: "The user pool cannot be changed while a point-in-time recovery is in progress.",
};

/** Begins a recovery of a pool to what it was a quarter of an hour ago. */
async function paused(UserPoolId: string) {
  const moment = seconds(server);
  server.advance(HOUR);
  return begin(server, UserPoolId, moment);
}

const signIn = ({ poolId, clientId }: { poolId: string; clientId: string }, USERNAME = "ada") =>
  server.call("AdminInitiateAuth", {
    UserPoolId: poolId,
    ClientId: clientId,
    AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME, PASSWORD },
  });

describe("while a recovery waits to be applied", () => {
  test("what changes users or groups is refused, and nothing is changed", async () => {
    const { UserPoolId } = await grownPool(server);
    const ClientId = (await server.call("CreateUserPoolClient", { UserPoolId, ClientName: "web" })).UserPoolClient.ClientId;
    const before = [await server.call("ListUsers", { UserPoolId }), await server.call("ListGroups", { UserPoolId })];
    await paused(UserPoolId);
    const ada = { UserPoolId, Username: "ada" };
    const writes: [OperationName, object][] = [
      ["AdminCreateUser", { UserPoolId, Username: "bob", MessageAction: "SUPPRESS" }],
      ["SignUp", { ClientId, Username: "bob", Password: PASSWORD }],
      ["AdminUpdateUserAttributes", { ...ada, UserAttributes: [{ Name: "nickname", Value: "Countess" }] }],
      ["AdminDeleteUserAttributes", { ...ada, UserAttributeNames: ["nickname"] }],
      ["AdminSetUserPassword", { ...ada, Password: PASSWORD, Permanent: true }],
      ["AdminDisableUser", ada],
      ["AdminDeleteUser", ada],
      ["AdminRemoveUserFromGroup", { ...ada, GroupName: "staff" }],
      ["CreateGroup", { UserPoolId, GroupName: "guests" }],
      ["UpdateGroup", { UserPoolId, GroupName: "staff", Precedence: 2 }],
      ["DeleteGroup", { UserPoolId, GroupName: "staff" }],
      ["UpdateUserPool", { UserPoolId, UserPoolTier: "LITE" }],
      ["CreateUserImportJob", { UserPoolId, JobName: "spring", CloudWatchLogsRoleArn: "arn:aws:iam::123456789012:role/CloudWatchLogs" }],
    ];
    for (const [operation, input] of writes) expect([operation, (await server.send(operation, input)).body]).toEqual([operation, PAUSED]);
    expect([await server.call("ListUsers", { UserPoolId }), await server.call("ListGroups", { UserPoolId })]).toEqual(before);
  });

  test("users sign in, refresh and sign out", async () => {
    const pool = await mfaPool(server, "OPTIONAL", ["totp"]);
    await mfaUser(server, pool);
    await paused(pool.poolId);
    const { AuthenticationResult } = await signIn(pool);
    await server.call("InitiateAuth", {
      ClientId: pool.clientId,
      AuthFlow: "REFRESH_TOKEN_AUTH",
      AuthParameters: { REFRESH_TOKEN: AuthenticationResult.RefreshToken },
    });
    const { AccessToken } = AuthenticationResult;
    await server.call("GlobalSignOut", { AccessToken });
    expect((await server.refusal("GetUser", { AccessToken })).message).toBe("Access Token has been revoked");
  });

  test("a challenge that writes to the user cannot be answered", async () => {
    const pool = await mfaPool(server, "ON", ["totp"]);
    await mfaUser(server, pool);
    const set = await signIn(pool);
    const associated = await server.call("AssociateSoftwareToken", { Session: set.Session });
    const code = () => appCode(server, associated.SecretCode);
    const verified = await server.call("VerifySoftwareToken", { Session: associated.Session, UserCode: code() });
    const at = { UserPoolId: pool.poolId, ClientId: pool.clientId };
    await server.call("AdminRespondToAuthChallenge", {
      ...at,
      ChallengeName: "MFA_SETUP",
      Session: verified.Session,
      ChallengeResponses: { USERNAME: "ada" },
    });
    await server.call("AdminCreateUser", {
      UserPoolId: pool.poolId,
      Username: "bob",
      TemporaryPassword: PASSWORD,
      MessageAction: "SUPPRESS",
    });
    await paused(pool.poolId);
    const asked = await signIn(pool);
    expect(asked.ChallengeName).toBe("SOFTWARE_TOKEN_MFA");
    const answer = { ...at, ChallengeName: "SOFTWARE_TOKEN_MFA", Session: asked.Session } as const;
    const responses = { USERNAME: "ada", SOFTWARE_TOKEN_MFA_CODE: code() };
    expect(await server.refusal("AdminRespondToAuthChallenge", { ...answer, ChallengeResponses: responses })).toEqual(PAUSED);
    const renewed = await signIn(pool, "bob");
    expect(renewed.ChallengeName).toBe("NEW_PASSWORD_REQUIRED");
    const own = { USERNAME: "bob", NEW_PASSWORD: "An0ther-Horse" };
    const change = { ...at, ChallengeName: "NEW_PASSWORD_REQUIRED", Session: renewed.Session, ChallengeResponses: own } as const;
    expect(await server.refusal("AdminRespondToAuthChallenge", change)).toEqual(PAUSED);
  });

  test("it expires after a day, and the pool can be changed again", async () => {
    const { UserPoolId, moment } = await grownPool(server);
    const recovery = await begin(server, UserPoolId, moment);
    server.advance(24 * HOUR - 1);
    expect((await look(server, recovery)).RestoreStatus).toBe("PREVIEW_GENERATED");
    server.advance(1);
    const expired = await look(server, recovery);
    expect([expired.RestoreStatus, expired.RestorePreview]).toEqual(["PREVIEW_EXPIRED", undefined]);
    await rename(server, UserPoolId, "ada", "Countess");
    expect((await server.refusal("StartPointInTimeRecovery", recovery)).message).toMatch(/its status is PREVIEW_EXPIRED\.$/);
    expect((await server.refusal("CancelPointInTimeRecovery", recovery)).message).toMatch(/its status is PREVIEW_EXPIRED\.$/);
  });

  test("it can be discarded, and nothing has changed", async () => {
    const { UserPoolId, moment } = await grownPool(server);
    await rename(server, UserPoolId, "ada", "Countess");
    const recovery = await begin(server, UserPoolId, moment);
    expect(await previewOf(server, recovery)).toMatchObject({ Users: [0, 1, 0] });
    const { Restoration } = await server.call("CancelPointInTimeRecovery", recovery);
    expect([Restoration.RestoreStatus, Restoration.RestorePreview]).toEqual(["PREVIEW_CANCELLED", undefined]);
    expect(await nicknames(server, UserPoolId)).toEqual({ ada: "Countess" });
    await createUser(server, UserPoolId, "bob");
  });

  test("changes that were on their way when it began are in the preview or are refused", async () => {
    const { UserPoolId, moment } = await grownPool(server);
    const names = Array.from({ length: 40 }, (_, index) => `user-${index}`);
    const creating = names.map((Username) => server.send("AdminCreateUser", { UserPoolId, Username, MessageAction: "SUPPRESS" }));
    const recovery = await begin(server, UserPoolId, moment);
    const created = (await Promise.all(creating)).filter(({ status }) => status === 200).length;
    expect((await previewOf(server, recovery))["Users"]).toEqual([0, 0, created]);
    expect((await server.call("ListUsers", { UserPoolId })).Users).toHaveLength(created + 1);
  });
});
