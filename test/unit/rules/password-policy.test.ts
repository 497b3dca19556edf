import fc from "fast-check";
import { expect, test } from "vitest";
import type { PasswordPolicy } from "#src/records/pools.ts";
import { checkPasswordPolicy, makeUpPassword } from "#src/rules/password-policy.ts";

const POLICY: PasswordPolicy = {
  minimumLength: 8,
  requireUppercase: true,
  requireLowercase: true,
  requireNumbers: true,
  requireSymbols: true,
  temporaryPasswordValidityDays: 7,
};
const FREE: PasswordPolicy = {
  ...POLICY,
  minimumLength: 6,
  requireUppercase: false,
  requireLowercase: false,
  requireNumbers: false,
  requireSymbols: false,
};

test.each([
  ["Aa1!567", "Password not long enough"],
  ["short", "Password not long enough"],
  ["aaaaaaa1!", "Password must have uppercase characters"],
  ["AAAAAAA1!", "Password must have lowercase characters"],
  ["aaaaAAAA!", "Password must have numeric characters"],
  ["aaaaAAAA1", "Password must have symbol characters"],
  ["aaaaAAA1! ", "Password must satisfy regular expression pattern: ^\\S.*\\S$"],
])("checkPasswordPolicy, of %s, names the first broken rule", (password, complaint) => {
  expect(() => checkPasswordPolicy(POLICY, password)).toThrow(`Password did not conform with policy: ${complaint}`);
});

test.each([...`^$*.[]{}()?"!@#%&/\\,><':;|_~\`+=-`])("checkPasswordPolicy, with the symbol %s, counts it", (symbol) => {
  expect(() => checkPasswordPolicy(POLICY, `Passw0rd${symbol}`)).not.toThrow();
});

test("checkPasswordPolicy, with a blank, counts it inside the password only", () => {
  expect(() => checkPasswordPolicy(POLICY, "Pass w0rd")).not.toThrow();
  expect(() => checkPasswordPolicy({ ...POLICY, minimumLength: 6 }, " Passw0rd")).toThrow("symbol");
});

test("checkPasswordPolicy, where the policy asks for length only, takes anything long enough", () => {
  expect(() => checkPasswordPolicy(FREE, "ñañaña")).not.toThrow();
  expect(() => checkPasswordPolicy(FREE, "ñañañ")).toThrow("not long enough");
});

test("makeUpPassword, for any policy, satisfies it", () => {
  const flag = fc.boolean();
  const policies = fc.record({
    minimumLength: fc.integer({ min: 6, max: 99 }),
    requireUppercase: flag,
    requireLowercase: flag,
    requireNumbers: flag,
    requireSymbols: flag,
  });
  fc.assert(
    fc.property(policies, (policy) => {
      const full = { ...POLICY, ...policy };
      expect(() => checkPasswordPolicy(full, makeUpPassword(full))).not.toThrow();
    }),
  );
});
