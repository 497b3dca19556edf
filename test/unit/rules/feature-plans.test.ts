import { describe, expect, test } from "vitest";
import type { Client } from "#src/records/clients.ts";
import type { Domain } from "#src/records/domains.ts";
import type { Pool } from "#src/records/pools.ts";
import { checkManagedLoginPlan, checkPlan, type Dependents } from "#src/rules/feature-plans.ts";

const plain = {
  firstAuthFactors: ["PASSWORD"],
  triggers: {},
  passwordPolicy: {},
  mfa: { mode: "OFF", sms: false, totp: false, email: false },
  advancedSecurity: "OFF",
  settings: {},
} as unknown as Pool;

const refusal = (tier: Pool["tier"], pool: object, dependents?: Dependents): string | undefined => {
  try {
    checkPlan({ ...plain, ...pool, tier }, dependents);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};
const needed = (tier: string, names: string) =>
  `The following features need to be disabled for the ${tier} pricing tier configured: ${names}`;

describe.each([
  ["passkeys", { firstAuthFactors: ["PASSWORD", "WEB_AUTHN"] }, "Passwordless Sign-In"],
  [
    "customized access tokens",
    { triggers: { PreTokenGeneration: { arn: "f", version: "V3_0" } } },
    "Token Customization with Pre-Token Generation Lambda V3_0",
  ],
  ["a history of passwords", { passwordPolicy: { historySize: 1 } }, "Password History"],
  ["levels of authentication", { settings: { AcrConfiguration: { AcrLevels: [] } } }, "Authentication Levels"],
  ["email as a second factor", { mfa: { ...plain.mfa, mode: "OPTIONAL", email: true } }, "Email MFA"],
])("a pool with %s", (_, pool, name) => {
  test("is refused on LITE by name and fine on both other plans", () => {
    expect([refusal("LITE", pool), refusal("ESSENTIALS", pool), refusal("PLUS", pool)]).toEqual([
      needed("LITE", name),
      undefined,
      undefined,
    ]);
  });
});

test("a pool with threat protection is refused below PLUS", () => {
  const pool = { advancedSecurity: "AUDIT" };
  expect([refusal("LITE", pool), refusal("ESSENTIALS", pool), refusal("PLUS", pool)]).toEqual([
    needed("LITE", "Threat Protection"),
    needed("ESSENTIALS", "Threat Protection"),
    undefined,
  ]);
});

test("what belongs to a pool counts as its own: managed login, rotation and activity logs", () => {
  const domains = [{ managedLoginVersion: 1 }, { managedLoginVersion: 2 }] as Domain[];
  const clients = [{}, { rotation: { graceSeconds: 0 } }] as Client[];
  const logs = { poolId: "p", configurations: [{ EventSource: "userAuthEvents" as const, LogLevel: "INFO" as const }] };
  expect(refusal("LITE", {}, { domains, clients, logs })).toBe(
    needed("LITE", "Managed Login Version 2, Refresh Token Rotation, Log Streaming"),
  );
  expect(refusal("ESSENTIALS", {}, { domains, clients, logs })).toBe(needed("ESSENTIALS", "Log Streaming"));
  expect(refusal("PLUS", {}, { domains, clients, logs })).toBeUndefined();
});

test("a plain pool is fine on every plan", () => {
  expect((["LITE", "ESSENTIALS", "PLUS"] as const).map((tier) => refusal(tier, {}))).toEqual([undefined, undefined, undefined]);
});

test("managed login is refused on LITE alone", () => {
  expect(() => checkManagedLoginPlan({ ...plain, tier: "LITE" })).toThrow(
    "The following feature is not available for the LITE pricing tier configured: Managed Login Version 2",
  );
  expect(() => checkManagedLoginPlan({ ...plain, tier: "ESSENTIALS" })).not.toThrow();
});
