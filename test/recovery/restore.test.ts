import { describe, expect, test } from "vitest";
import { mfaPool, mfaUser, PASSWORD } from "../support/mfa.ts";
import { useTestServer } from "../support/server.ts";
import { begin, createUser, grownPool, HOUR, look, nicknames, previewOf, recover, rename, seconds } from "./pool.ts";

const server = await useTestServer();

describe("a recovery to a point in time", () => {
  test("tells what it will create, update and delete, and does it when it is started", async () => {
    const { UserPoolId, moment } = await grownPool(server);
    await rename(server, UserPoolId, "ada", "Countess");
    await createUser(server, UserPoolId, "bob");
    await server.call("AdminRemoveUserFromGroup", { UserPoolId, Username: "ada", GroupName: "staff" });
    await server.call("DeleteGroup", { UserPoolId, GroupName: "staff" });
    await server.call("CreateGroup", { UserPoolId, GroupName: "guests" });
    const recovery = await begin(server, UserPoolId, moment);
    expect(await look(server, recovery)).toMatchObject({
      RestoreStatus: "PREVIEW_GENERATED",
      RestoreTimestamp: moment,
      TriggerTimestamp: expect.any(Number),
    });
    expect(await previewOf(server, recovery)).toEqual({ Users: [0, 1, 1], Groups: [1, 0, 1], "User MFAs": [0, 0, 0], Passkeys: [0, 0, 0] });
    expect(await nicknames(server, UserPoolId)).toEqual({ ada: "Countess", bob: "bob" });
    expect((await server.call("StartPointInTimeRecovery", recovery)).Restoration.RestoreStatus).toBe("RESTORING");
    expect((await look(server, recovery)).RestoreStatus).toBe("RESTORE_COMPLETED");
    expect(await nicknames(server, UserPoolId)).toEqual({ ada: "ada" });
    expect((await server.call("ListGroups", { UserPoolId })).Groups.map(({ GroupName, Precedence }) => [GroupName, Precedence])).toEqual([
      ["staff", 1],
    ]);
    expect((await server.call("ListUsersInGroup", { UserPoolId, GroupName: "staff" })).Users.map(({ Username }) => Username)).toEqual([
      "ada",
    ]);
    await rename(server, UserPoolId, "ada", "Ada");
  });

  test("brings back a user who was deleted, with memberships, sub and password", async () => {
    const pool = await mfaPool(server, "OPTIONAL", ["totp"]);
    await mfaUser(server, pool, { email: "ada@example.com" });
    const UserPoolId = pool.poolId;
    const before = await server.call("AdminGetUser", { UserPoolId, Username: "ada" });
    server.advance(60);
    const moment = seconds(server);
    server.advance(HOUR);
    await server.call("AdminDeleteUser", { UserPoolId, Username: "ada" });
    // Somebody else takes name and address meanwhile.
    await createUser(server, UserPoolId, "ada");
    await recover(server, UserPoolId, moment);
    expect(await server.call("AdminGetUser", { UserPoolId, Username: "ada" })).toEqual(before);
    const { AuthenticationResult } = await server.call("InitiateAuth", {
      ClientId: pool.clientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: "ada", PASSWORD },
    });
    expect(AuthenticationResult.AccessToken).toBeTypeOf("string");
  });

  test("leaves a password that was changed since as it is", async () => {
    const pool = await mfaPool(server, "OPTIONAL", ["totp"]);
    await mfaUser(server, pool, { nickname: "ada" });
    const UserPoolId = pool.poolId;
    server.advance(60);
    const moment = seconds(server);
    server.advance(HOUR);
    await rename(server, UserPoolId, "ada", "Countess");
    await server.call("AdminSetUserPassword", { UserPoolId, Username: "ada", Password: "An0ther-Horse", Permanent: true });
    await recover(server, UserPoolId, moment);
    expect(await nicknames(server, UserPoolId)).toEqual({ ada: "ada" });
    const signIn = { ClientId: pool.clientId, AuthFlow: "USER_PASSWORD_AUTH" };
    expect((await server.refusal("InitiateAuth", { ...signIn, AuthParameters: { USERNAME: "ada", PASSWORD } })).message).toBe(
      "Incorrect username or password.",
    );
    await server.call("InitiateAuth", { ...signIn, AuthParameters: { USERNAME: "ada", PASSWORD: "An0ther-Horse" } });
  });

  test("can be gone behind: a later recovery goes to a moment before the restore", async () => {
    const { UserPoolId, moment } = await grownPool(server, "PLUS");
    await rename(server, UserPoolId, "ada", "Countess");
    server.advance(HOUR);
    const later = seconds(server);
    server.advance(HOUR);
    await recover(server, UserPoolId, moment);
    server.advance(25 * HOUR);
    await recover(server, UserPoolId, later);
    expect(await nicknames(server, UserPoolId)).toEqual({ ada: "Countess" });
  });

  test("of a pool where nothing has changed changes nothing", async () => {
    const { UserPoolId, moment } = await grownPool(server);
    const users = await server.call("ListUsers", { UserPoolId });
    const recovery = await recover(server, UserPoolId, moment);
    expect(await previewOf(server, recovery)).toEqual({ Users: [0, 0, 0], Groups: [0, 0, 0], "User MFAs": [0, 0, 0], Passkeys: [0, 0, 0] });
    expect(await server.call("ListUsers", { UserPoolId })).toEqual(users);
  });
});
