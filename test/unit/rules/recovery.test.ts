import { expect, test } from "vitest";
import type { Pool } from "#src/records/pools.ts";
import type { User } from "#src/records/users.ts";
import { recoveryContact, simulatedContact } from "#src/rules/recovery.ts";

const pool = (recovery: Pool["recovery"] = []) => ({ id: "us-east-1_a", recovery }) as Pool;
const attributes = { email: "ada@example.com", email_verified: "true", phone_number: "+12065558884", phone_number_verified: "true" };
const user = (changes: Partial<User> = {}) => ({ attributes, ...changes }) as User;

test("recoveryContact, without a setting, prefers the phone, be it the second factor too", () => {
  expect(recoveryContact(pool(), user({ mfa: { factors: ["SMS_MFA"] } }))?.attribute).toBe("phone_number");
});

test("recoveryContact, with a setting, follows its order and leaves out a phone that is the second factor", () => {
  const phoneFirst = pool(["verified_phone_number", "verified_email"]);
  expect(recoveryContact(phoneFirst, user())?.attribute).toBe("phone_number");
  expect(recoveryContact(phoneFirst, user({ mfa: { factors: ["SMS_MFA"] } }))?.attribute).toBe("email");
  expect(recoveryContact(pool(["verified_phone_number"]), user({ attributes: { email: "a@x", email_verified: "true" } }))).toBeUndefined();
});

test("recoveryContact, of contacts that are not verified, is none", () => {
  expect(recoveryContact(pool(), user({ attributes: { email: "a@x", phone_number: "+1", email_verified: "false" } }))).toBeUndefined();
});

test("recoveryContact, where only an administrator may help, is refused but to one", () => {
  expect(() => recoveryContact(pool(["admin_only"]), user())).toThrow("Contact administrator to reset password.");
  expect(recoveryContact(pool(["admin_only"]), user(), { byAdmin: true })?.attribute).toBe("phone_number");
});

test("simulatedContact, of a plain name, is the same at every call and another for other names", () => {
  const contacts = ["ada", "ada", "bob"].map((name) => simulatedContact("us-east-1_a", name, "phone_number").value);
  expect(contacts[0]).toBe(contacts[1]);
  expect(contacts[0]).not.toBe(contacts[2]);
  expect(simulatedContact("us-east-1_a", "n@i", "phone_number")).toEqual({ attribute: "email", value: "n@i" });
});
