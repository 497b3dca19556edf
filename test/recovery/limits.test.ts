import { describe, expect, test } from "vitest";
import { startTestServer, useTestServer } from "../support/server.ts";
import { begin, createUser, grownPool, HOUR, look, nicknames, recover, rename, seconds } from "./pool.ts";

const server = await useTestServer();
const DAY = 24 * HOUR;

const refusalOf = (UserPoolId: string, RestoreTimestamp: number) =>
  server.refusal("InitiatePointInTimeRecovery", { UserPoolId, RestoreTimestamp });

describe("the moment of a recovery", () => {
  test("is at least a quarter of an hour ago", async () => {
    const { UserPoolId } = await grownPool(server);
    const now = seconds(server);
    // The request takes a moment itself.
    expect((await refusalOf(UserPoolId, now - 15 * 60 + 5)).message).toBe("RestoreTimestamp must be at least 15 minutes in the past.");
    await begin(server, UserPoolId, now - 15 * 60);
  });

  test("is no earlier than the pool", async () => {
    const { UserPoolId } = await grownPool(server);
    const { CreationDate } = (await server.call("DescribeUserPool", { UserPoolId })).UserPool;
    expect((await refusalOf(UserPoolId, CreationDate - 1)).message).toBe(
      "RestoreTimestamp cannot be earlier than the creation time of the user pool.",
    );
    await begin(server, UserPoolId, CreationDate);
  });

  test.each([
    ["ESSENTIALS", 1],
    ["PLUS", 14],
  ] as const)("is on %s at most %i day(s) ago", async (tier, days) => {
    const { UserPoolId } = await grownPool(server, tier);
    server.advance(20 * DAY);
    const earliest = seconds(server) - days * DAY;
    expect(await refusalOf(UserPoolId, earliest - 5)).toEqual({
      __type: "InvalidParameterException",
      message: `RestoreTimestamp must be within the recovery period of the ${tier} pricing tier.`,
    });
    await begin(server, UserPoolId, earliest + 60);
  });

  test("is one at which the pool's plan had recovery", async () => {
    const { UserPoolId, moment } = await grownPool(server, "LITE");
    expect(await refusalOf(UserPoolId, moment)).toEqual({
      __type: "FeatureUnavailableInTierException",
      message: "The following feature is not available for the LITE pricing tier configured: Point-in-Time Recovery",
    });
    await server.call("UpdateUserPool", { UserPoolId, UserPoolTier: "PLUS" });
    const upgraded = seconds(server);
    server.advance(HOUR);
    expect((await refusalOf(UserPoolId, moment)).message).toMatch(/^The user pool can be recovered to points in time since .*Z only\.$/);
    await rename(server, UserPoolId, "ada", "Countess");
    await recover(server, UserPoolId, upgraded + 1);
    expect(await nicknames(server, UserPoolId)).toEqual({ ada: "ada" });
  });

  test("does not go back to what a smaller plan has forgotten", async () => {
    const { UserPoolId } = await grownPool(server, "ESSENTIALS");
    server.advance(5 * DAY);
    await server.call("UpdateUserPool", { UserPoolId, UserPoolTier: "PLUS" });
    const upgraded = seconds(server);
    expect((await refusalOf(UserPoolId, upgraded - 2 * DAY)).message).toMatch(/^The user pool can be recovered to points in time since /);
    await begin(server, UserPoolId, upgraded - DAY + 60);
  });
});

describe("recoveries", () => {
  test("are one at a time in a pool, and one complete in a day", async () => {
    const { UserPoolId, moment } = await grownPool(server, "PLUS");
    const recovery = await begin(server, UserPoolId, moment);
    expect(await refusalOf(UserPoolId, moment)).toEqual({
      __type: "LimitExceededException",
      message: "A user pool can have only one active point-in-time recovery.",
    });
    await server.call("StartPointInTimeRecovery", recovery);
    expect((await refusalOf(UserPoolId, moment)).message).toBe(
      "Only one point-in-time recovery of a user pool can be completed in 24 hours.",
    );
    server.advance(DAY);
    await begin(server, UserPoolId, moment);
  });

  test("are one, however many are begun at the same moment", async () => {
    const { UserPoolId, moment } = await grownPool(server);
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => server.send("InitiatePointInTimeRecovery", { UserPoolId, RestoreTimestamp: moment })),
    );
    expect(answers.map(({ body }) => body.__type ?? "begun").sort()).toEqual([
      "LimitExceededException",
      "LimitExceededException",
      "LimitExceededException",
      "LimitExceededException",
      "LimitExceededException",
      "begun",
    ]);
  });

  test("have three previews in a day and ten in 30 days", async () => {
    const { UserPoolId, moment } = await grownPool(server, "PLUS");
    const discard = async (at: number) => server.call("CancelPointInTimeRecovery", await begin(server, UserPoolId, at));
    for (let count = 0; count < 3; count += 1) await discard(moment);
    expect((await refusalOf(UserPoolId, moment)).message).toBe("Up to 3 recovery previews of a user pool can be created in 24 hours.");
    for (let day = 0; day < 7; day += 1) {
      server.advance(DAY);
      await discard(seconds(server) - HOUR);
    }
    server.advance(DAY);
    expect((await refusalOf(UserPoolId, seconds(server) - HOUR)).message).toBe(
      "Up to 10 recovery previews of a user pool can be created in 30 days.",
    );
    server.advance(23 * DAY);
    await discard(seconds(server) - HOUR);
  });

  test("are five at a time in an account, and ten previews in a day", async () => {
    const pools = [];
    for (let count = 0; count < 11; count += 1) pools.push((await server.call("CreateUserPool", { PoolName: "shop" })).UserPool.Id);
    const moment = seconds(server) + 1;
    server.advance(HOUR);
    const begun = [];
    for (const pool of pools.slice(0, 5)) begun.push(await begin(server, pool, moment));
    expect((await refusalOf(pools[5]!, moment)).message).toBe("An account can have up to 5 active point-in-time recoveries.");
    for (const recovery of begun) await server.call("CancelPointInTimeRecovery", recovery);
    for (const pool of pools.slice(5, 10)) await server.call("CancelPointInTimeRecovery", await begin(server, pool, moment));
    expect((await refusalOf(pools[10]!, moment)).message).toBe("Up to 10 recovery previews of an account can be created in 24 hours.");
  });

  test("are listed newest first, page by page, without their previews", async () => {
    const { UserPoolId, moment } = await grownPool(server);
    const first = await begin(server, UserPoolId, moment);
    await server.call("CancelPointInTimeRecovery", first);
    const second = await begin(server, UserPoolId, moment + 1);
    const page = await server.call("ListPointInTimeRecoveries", { UserPoolId, MaxResults: 1 });
    expect(page.Restorations).toEqual([{ RestoreId: second.RestoreId, RestoreStatus: "PREVIEW_GENERATED", RestoreTimestamp: moment + 1 }]);
    const rest = await server.call("ListPointInTimeRecoveries", { UserPoolId, NextToken: page.NextToken });
    expect(rest).toEqual({ Restorations: [{ RestoreId: first.RestoreId, RestoreStatus: "PREVIEW_CANCELLED", RestoreTimestamp: moment }] });
  });
});

describe("a history", () => {
  const sizeOf = (of: Pick<typeof server, "services">, poolId: string) => of.services.store.count("pastVersions", poolId);

  test("forgets what is older than its plan's period", async () => {
    const { UserPoolId } = await grownPool(server);
    for (let count = 0; count < 300; count += 1) await rename(server, UserPoolId, "ada", `ada-${count}`);
    server.advance(2 * DAY);
    for (let count = 0; count < 256; count += 1) await rename(server, UserPoolId, "ada", `ada-${count}`);
    expect(await sizeOf(server, UserPoolId)).toBeLessThanOrEqual(256);
  });

  test("is gone with the plan that had it", async () => {
    const { UserPoolId } = await grownPool(server);
    await rename(server, UserPoolId, "ada", "Countess");
    expect(await sizeOf(server, UserPoolId)).toBeGreaterThan(0);
    await server.call("UpdateUserPool", { UserPoolId, UserPoolTier: "LITE" });
    expect(await sizeOf(server, UserPoolId)).toBe(0);
    await rename(server, UserPoolId, "ada", "ada");
    expect(await sizeOf(server, UserPoolId)).toBe(0);
  });

  test("keeps to its budget, and says how far it goes back", async () => {
    const small = await startTestServer({ recoveryHistory: 100 });
    const { UserPoolId, moment } = await grownPool(small);
    for (let count = 0; count < 600; count += 1) await rename(small, UserPoolId, "ada", `ada-${count}`);
    expect(await sizeOf(small, UserPoolId)).toBeLessThan(100 + 256);
    const late = seconds(small);
    small.advance(HOUR);
    expect((await small.refusal("InitiatePointInTimeRecovery", { UserPoolId, RestoreTimestamp: moment })).message).toMatch(
      /^The user pool can be recovered to points in time since /,
    );
    await begin(small, UserPoolId, late);
    await small.close();
  });

  test("that is switched off costs the recovery", async () => {
    const without = await startTestServer({ recoveryHistory: 0 });
    const { UserPoolId, moment } = await grownPool(without);
    expect(await without.refusal("InitiatePointInTimeRecovery", { UserPoolId, RestoreTimestamp: moment })).toEqual({
      __type: "OperationNotEnabledException",
      message: "The user pool does not support point-in-time recovery: nothing is kept of its past.",
    });
    expect(await sizeOf(without, UserPoolId)).toBe(0);
    await without.close();
  });

  test("follows the server's clock when that is turned back", async () => {
    const { UserPoolId, moment } = await grownPool(server);
    await rename(server, UserPoolId, "ada", "Countess");
    server.advance(-HOUR / 2);
    await rename(server, UserPoolId, "ada", "Lady");
    const recovery = await recover(server, UserPoolId, moment);
    expect((await look(server, recovery)).RestoreStatus).toBe("RESTORE_COMPLETED");
    expect(await nicknames(server, UserPoolId)).toEqual({ ada: "ada" });
    await createUser(server, UserPoolId, "bob");
  });
});
