import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PoolMfa } from "#src/records/pools.ts";
import type { MfaFactor, User } from "#src/records/users.ts";
import { activeFactors, type FactorWish, isReady, mfaStep, poolFactors, withFactor, withPreferences } from "#src/rules/mfa-policy.ts";

const FACTORS: readonly MfaFactor[] = ["SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP"];
const pool = (mode: PoolMfa["mode"], ...on: ("sms" | "totp" | "email")[]) => ({
  mfa: { mode, sms: on.includes("sms"), totp: on.includes("totp"), email: on.includes("email") },
});
const NOBODY: User = {
  poolId: "p_1",
  sub: "s",
  username: "ada",
  usernameKey: "ada",
  aliases: [],
  attributes: {},
  status: "CONFIRMED",
  enabled: true,
  createdAt: 0,
  modifiedAt: 0,
};
const CONTACTS = { phone_number: "+12065551212", email: "ada@example.com" };
const EVERYTHING: User = { ...NOBODY, attributes: CONTACTS, totp: { secret: "A".repeat(52), lastStep: 1 } };
const withMfa = (user: User, factors: readonly MfaFactor[], preferred?: MfaFactor): User => ({ ...user, mfa: { factors, preferred } });

describe("mfaStep", () => {
  test.each([
    ["MFA is off, whatever the user has", pool("OFF", "sms", "totp"), withMfa(EVERYTHING, FACTORS, "SMS_MFA"), undefined],
    ["MFA is optional and the user chose none", pool("OPTIONAL", "sms", "totp", "email"), EVERYTHING, undefined],
    ["MFA is optional and the user chose one", pool("OPTIONAL", "sms"), withMfa(EVERYTHING, ["SMS_MFA"]), "SMS_MFA"],
    ["the chosen factor is not the pool's", pool("OPTIONAL", "totp"), withMfa(EVERYTHING, ["SMS_MFA"], "SMS_MFA"), undefined],
    ["the chosen factor lost its number", pool("OPTIONAL", "sms"), withMfa(NOBODY, ["SMS_MFA"]), undefined],
    [
      "several are active and none preferred",
      pool("OPTIONAL", "sms", "totp"),
      withMfa(EVERYTHING, ["SMS_MFA", "SOFTWARE_TOKEN_MFA"]),
      "SELECT_MFA_TYPE",
    ],
    [
      "several are active and one preferred",
      pool("OPTIONAL", "sms", "totp"),
      withMfa(EVERYTHING, ["SMS_MFA", "SOFTWARE_TOKEN_MFA"], "SOFTWARE_TOKEN_MFA"),
      "SOFTWARE_TOKEN_MFA",
    ],
    ["the preferred one no longer works", pool("ON", "sms"), withMfa(EVERYTHING, ["SMS_MFA", "EMAIL_OTP"], "EMAIL_OTP"), "SMS_MFA"],
    ["MFA is required and there is nothing", pool("ON", "sms", "totp"), NOBODY, "MFA_SETUP"],
    ["MFA is required, by SMS, and there is a number", pool("ON", "sms"), { ...NOBODY, attributes: CONTACTS }, "SMS_MFA"],
    ["MFA is required, by SMS or app, and there is a number", pool("ON", "sms", "totp"), { ...NOBODY, attributes: CONTACTS }, "SMS_MFA"],
    ["MFA is required and several factors work", pool("ON", "sms", "email"), EVERYTHING, "SELECT_MFA_TYPE"],
    ["MFA is required and the user chose one of them", pool("ON", "sms", "email"), withMfa(EVERYTHING, ["EMAIL_OTP"]), "EMAIL_OTP"],
    ["MFA is required, by app, and only a number is there", pool("ON", "totp"), { ...NOBODY, attributes: CONTACTS }, "MFA_SETUP"],
  ] as const)("%s: %#", (_, configured, user, step) => {
    expect(mfaStep(configured, user)).toBe(step);
  });
});

const anyPool = fc.record({
  mfa: fc.record({
    mode: fc.constantFrom("OFF" as const, "ON" as const, "OPTIONAL" as const),
    sms: fc.boolean(),
    totp: fc.boolean(),
    email: fc.boolean(),
  }),
});
const anyUser = fc
  .record({
    phone: fc.boolean(),
    email: fc.boolean(),
    totp: fc.boolean(),
    factors: fc.subarray([...FACTORS]),
    preferred: fc.option(fc.constantFrom(...FACTORS), { nil: undefined }),
  })
  .map(({ phone, email, totp, factors, preferred }): User => {
    const attributes = { ...(phone && { phone_number: CONTACTS.phone_number }), ...(email && { email: CONTACTS.email }) };
    return withMfa({ ...NOBODY, attributes, totp: totp ? EVERYTHING.totp : undefined }, factors, preferred);
  });

describe("of every pool and user", () => {
  test("only factors of the pool that the user is ready for are active", () => {
    fc.assert(
      fc.property(anyPool, anyUser, (configured, user) => {
        for (const factor of activeFactors(configured, user))
          expect(poolFactors(configured).includes(factor) && isReady(user, factor)).toBe(true);
      }),
    );
  });

  test("a pool that requires MFA lets nobody pass without a step, and one without MFA asks nobody", () => {
    fc.assert(
      fc.property(anyPool, anyUser, (configured, user) => {
        if (configured.mfa.mode === "ON") expect(mfaStep(configured, user)).toBeDefined();
        if (configured.mfa.mode === "OFF") expect(mfaStep(configured, user)).toBeUndefined();
      }),
    );
  });

  test("after withPreferences the preferred factor is one that is on, and what was not mentioned is as before", () => {
    const wish: fc.Arbitrary<FactorWish> = fc.record({ enabled: fc.boolean(), preferred: fc.boolean() }, { requiredKeys: [] });
    const wishes = fc.record({ SMS_MFA: wish, SOFTWARE_TOKEN_MFA: wish, EMAIL_OTP: wish }, { requiredKeys: [] });
    fc.assert(
      fc.property(anyUser, wishes, (user, wanted) => {
        const before = withPreferences({ ...EVERYTHING, mfa: user.mfa }, {});
        const after = outcome(() => withPreferences(before, wanted));
        if (!after) return;
        if (after.mfa?.preferred) expect(after.mfa.factors).toContain(after.mfa.preferred);
        for (const factor of FACTORS.filter((name) => wanted[name]?.enabled === undefined))
          expect(after.mfa?.factors.includes(factor) ?? false).toBe(before.mfa?.factors.includes(factor) ?? false);
      }),
    );
  });
});

function outcome<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

describe("withPreferences and withFactor", () => {
  test.each(FACTORS)("%s that the user is not ready for is refused by its name", (factor) => {
    expect(() => withPreferences(NOBODY, { [factor]: { enabled: true } })).toThrow(
      `User does not have delivery config set to turn on ${factor}`,
    );
  });

  test("two preferred factors, or one that is off, are refused", () => {
    expect(() =>
      withPreferences(EVERYTHING, { SMS_MFA: { enabled: true, preferred: true }, EMAIL_OTP: { enabled: true, preferred: true } }),
    ).toThrow("Cannot set multiple preferred MFA methods");
    expect(() => withPreferences(EVERYTHING, { SMS_MFA: { enabled: false, preferred: true } })).toThrow(
      "Cannot prefer SMS_MFA without turning it on",
    );
  });

  test("switching SMS off takes MFAOptions with it, switching the last factor off leaves nothing", () => {
    const user = { ...withMfa(EVERYTHING, ["SMS_MFA"], "SMS_MFA"), mfaOptions: [{ attribute: "phone_number", medium: "SMS" }] };
    expect(withPreferences(user, { SMS_MFA: { enabled: false } })).toMatchObject({ mfa: undefined, mfaOptions: undefined });
  });

  test("a factor is added in the order in which factors are listed, once", () => {
    const user = withFactor(withFactor(withMfa(EVERYTHING, ["EMAIL_OTP"], "EMAIL_OTP"), "SMS_MFA"), "SMS_MFA");
    expect(user.mfa).toEqual({ factors: ["SMS_MFA", "EMAIL_OTP"], preferred: "EMAIL_OTP" });
  });
});
