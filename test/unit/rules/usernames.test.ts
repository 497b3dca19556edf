import { expect, test } from "vitest";
import type { Pool } from "#src/records/pools.ts";
import { aliasCandidates, chooseUsername, ownedAliases } from "#src/rules/usernames.ts";

const pool = (settings: Partial<Pool> = {}) =>
  ({ usernameAttributes: [], aliasAttributes: [], caseSensitive: true, ...settings }) as unknown as Pool;

test("chooseUsername, in a case-insensitive pool, folds the name", () => {
  expect(chooseUsername(pool({ caseSensitive: false }), "Ada")).toEqual({ username: "ada" });
  expect(chooseUsername(pool(), "Ada")).toEqual({ username: "Ada" });
});

test("chooseUsername, where contacts are the names, takes them and nothing else", () => {
  const both = pool({ usernameAttributes: ["email", "phone_number"] });
  expect(chooseUsername(both, "a@x")).toEqual({ contact: { attribute: "email", value: "a@x" } });
  expect(chooseUsername(both, "+1206")).toEqual({ contact: { attribute: "phone_number", value: "+1206" } });
  expect(() => chooseUsername(both, "ada")).toThrow("Username should be either an email or a phone number.");
  expect(() => chooseUsername(pool({ usernameAttributes: ["email"] }), "+1206")).toThrow("Username should be an email.");
  expect(() => chooseUsername(pool({ usernameAttributes: ["phone_number"] }), "a@x")).toThrow("Username should be a phone number.");
});

test("chooseUsername, where contacts are aliases, refuses names of their form", () => {
  expect(() => chooseUsername(pool({ aliasAttributes: ["email"] }), "a@x")).toThrow("configured for email alias");
  expect(() => chooseUsername(pool({ aliasAttributes: ["phone_number"] }), "+1206")).toThrow("configured for phone number alias");
  expect(chooseUsername(pool({ aliasAttributes: ["phone_number"] }), "a@x")).toEqual({ username: "a@x" });
});

test("ownedAliases, of an alias, counts it once it is verified; a username attribute at once", () => {
  const attributes = { email: "A@x", phone_number: "+1", phone_number_verified: "true", preferred_username: "ada" };
  expect(ownedAliases(pool({ aliasAttributes: ["email", "phone_number", "preferred_username"] }), attributes)).toEqual([
    "phone_number:+1",
    "preferred_username:ada",
  ]);
  expect(ownedAliases(pool({ usernameAttributes: ["email"], caseSensitive: false }), attributes)).toEqual(["email:a@x"]);
  expect(ownedAliases(pool(), attributes)).toEqual([]);
});

test("aliasCandidates, of a name, puts contacts before preferred names", () => {
  expect(aliasCandidates(pool({ aliasAttributes: ["preferred_username", "email"] }), "n")).toEqual(["email:n", "preferred_username:n"]);
});
