import { expect, test } from "vitest";
import { matchesSecretHash, secretHash } from "#src/crypto/secret-hash.ts";

const input = { secret: "secret123", username: "alice", clientId: "client1" };
const known = "kcku81+asLyzOajatfz2LSHVdH28l80U0VVfOZh5wCk=";

test("secretHash, the known answer, comes out", () => {
  expect(secretHash(input)).toBe(known);
});

test.each([
  ["the right one", input, known, true],
  ["one of another user", { ...input, username: "bob" }, known, false],
  ["one with another secret", { ...input, secret: "other" }, known, false],
  ["an empty one", input, "", false],
  ["one with something behind it", input, `${known}=`, false],
])("matchesSecretHash, %s: %4$s", (_, given, hash, expected) => {
  expect(matchesSecretHash(given, hash)).toBe(expected);
});
