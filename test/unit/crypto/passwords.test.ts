import { expect, test } from "vitest";
import { modularPower } from "#src/crypto/modexp.ts";
import { createPasswords } from "#src/crypto/passwords.ts";
import vector from "../../vectors/srp.json" with { type: "json" };

/** The real thing, counted: each power is what a remembered password saves. */
function counted() {
  const counter = {
    count: 0,
    verifier: async (exponent: Uint8Array) => {
      counter.count += 1;
      return modularPower(exponent);
    },
  };
  return counter;
}

const alice = { poolName: vector.poolName, userId: "alice", password: "Correct-Horse-1" };

test("verify, the password that was hashed by another process, answers true and keeps only salt and verifier", async () => {
  const stored = await createPasswords({ srp: counted() }).hash(alice);
  expect(Object.keys(stored).sort()).toEqual(["salt", "verifier"]);
  expect(stored.salt).toMatch(/^[0-9a-f]{32}$/);
  expect(Buffer.from(stored.verifier, "base64")).toHaveLength(384);
  expect(await createPasswords({ srp: counted() }).verify(alice, stored)).toBe(true);
});

test("verify, a verifier that was stored without the zeros in front, answers true", async () => {
  const srp = { verifier: async () => modularPower(Buffer.from([3123 >> 8, 3123 & 255])) };
  const { salt, verifier } = await createPasswords({ srp }).hash(alice);
  const short = Buffer.from(verifier, "base64").subarray(1).toString("base64");
  expect(await createPasswords({ srp }).verify(alice, { salt, verifier: short })).toBe(true);
});

test.each([
  ["another password", { password: "correct-horse-1" }],
  ["another user", { userId: "bob" }],
  ["another pool", { poolName: "Other1234" }],
])("verify, %s against a known password, answers false", async (_, change) => {
  const passwords = createPasswords({ srp: counted() });
  const stored = await passwords.hash(alice);
  expect(await passwords.verify({ ...alice, ...change }, stored)).toBe(false);
});

test("hash, the same password twice, gives different salts and verifiers", async () => {
  const passwords = createPasswords({ srp: counted() });
  const [one, two] = [await passwords.hash(alice), await passwords.hash(alice)];
  expect(one.salt).not.toBe(two.salt);
  expect(one.verifier).not.toBe(two.verifier);
});

test("hash, the salt of the known answer, stores its verifier", async () => {
  const passwords = createPasswords({ srp: counted(), salt: () => Buffer.from(vector.salt, "hex") });
  const { verifier } = await passwords.hash(vector);
  expect(verifier).toBe(modularPower(Buffer.from(vector.x, "hex")).toString("base64"));
});

test("verify, a password that was right before, computes nothing; a wrong one always does", async () => {
  const stored = await createPasswords({ srp: counted() }).hash(alice);
  const srp = counted();
  const passwords = createPasswords({ srp });
  await passwords.verify(alice, stored);
  await passwords.verify(alice, stored);
  expect(srp.count).toBe(1);
  await passwords.verify({ ...alice, password: "wrong" }, stored);
  await passwords.verify({ ...alice, password: "wrong" }, stored);
  expect(srp.count).toBe(3);
});

test("verify, the old password after a change, answers false though it was remembered", async () => {
  const passwords = createPasswords({ srp: counted() });
  const old = await passwords.hash(alice);
  expect(await passwords.verify(alice, old)).toBe(true);
  const changed = await passwords.hash({ ...alice, password: "Battery-Staple-2" });
  expect(await passwords.verify(alice, changed)).toBe(false);
});

test("verify, a stored verifier that is cut short, answers false", async () => {
  const passwords = createPasswords({ srp: counted() });
  const { salt, verifier } = await passwords.hash(alice);
  expect(await passwords.verify(alice, { salt, verifier: verifier.slice(0, 64) })).toBe(false);
});

test("pretend, a user who does not exist, computes as much as a wrong password does and answers false", async () => {
  const srp = counted();
  const passwords = createPasswords({ srp });
  expect(await passwords.pretend(alice)).toBe(false);
  expect(await passwords.pretend(alice)).toBe(false);
  expect(srp.count).toBe(2);
});
