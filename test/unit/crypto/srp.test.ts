import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { modularPower, PRIME } from "#src/crypto/modexp.ts";
import { claimSignature, exchange, isClientValue, pad, scrambler, verifierExponent } from "#src/crypto/srp.ts";
import deviceVector from "../../vectors/device-srp.json" with { type: "json" };
import vector from "../../vectors/srp.json" with { type: "json" };

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
const bytes = (hex: string) => Buffer.from(hex, "hex");
const verifier = () => modularPower(verifierExponent(vector, vector.salt));
const clientValue = modularPower(bytes(vector.a)).toString("hex");

describe("pad", () => {
  test.each([
    ["0", "00"],
    ["f", "0f"],
    ["7f", "7f"],
    ["80", "0080"],
    ["0080", "0080"],
    ["00007f", "7f"],
    ["123", "0123"],
    ["a23", "0a23"],
  ])("%s becomes %s", (hex, padded) => {
    expect(pad(hex).toString("hex")).toBe(padded);
    expect(pad(BigInt(`0x${hex}`)).toString("hex")).toBe(padded);
  });
});

describe("the published known answer", () => {
  test("the prime and the generator give the multiplier k", () => {
    expect(sha256(Buffer.concat([pad(PRIME.toString("hex")), pad(2n)]))).toBe(vector.k);
  });

  test("a password gives the exponent and the verifier", () => {
    expect(verifierExponent(vector, vector.salt).toString("hex")).toBe(vector.x);
    expect(sha256(pad(verifier().toString("hex")))).toBe(vector.verifierHash);
  });

  test("both public values and their scrambler come out", () => {
    const { publicValue } = exchange(verifier(), clientValue, bytes(vector.b));
    expect(sha256(pad(clientValue))).toBe(vector.clientValueHash);
    expect(sha256(pad(publicValue))).toBe(vector.serverValueHash);
    expect(scrambler(clientValue, publicValue).toString("hex")).toBe(vector.u);
  });

  test("the server derives the shared key and the client's signature", () => {
    const key = Buffer.from(exchange(verifier(), clientValue, bytes(vector.b)).key);
    expect(key.toString("hex")).toBe(vector.sharedKey);
    const signature = claimSignature(key, { ...vector, secretBlock: bytes(vector.secretBlock) });
    expect(signature.toString("base64")).toBe(vector.signature);
  });
});

test("the known answer for a device, with its group in the place of the pool, comes out", () => {
  const secret = modularPower(verifierExponent(deviceVector, deviceVector.salt));
  expect(verifierExponent(deviceVector, deviceVector.salt).toString("hex")).toBe(deviceVector.x);
  expect(sha256(pad(secret.toString("hex")))).toBe(deviceVector.verifierHash);
  const { publicValue, key } = exchange(secret, modularPower(bytes(deviceVector.a)).toString("hex"), bytes(deviceVector.b));
  expect(sha256(pad(publicValue))).toBe(deviceVector.serverValueHash);
  expect(Buffer.from(key).toString("hex")).toBe(deviceVector.sharedKey);
  expect(claimSignature(key, { ...deviceVector, secretBlock: bytes(deviceVector.secretBlock) }).toString("base64")).toBe(
    deviceVector.signature,
  );
});

test("a verifier of another password leads to another key", () => {
  const other = modularPower(verifierExponent({ ...vector, password: "P2$Sworn" }, vector.salt));
  expect(Buffer.from(exchange(other, clientValue, bytes(vector.b)).key).toString("hex")).not.toBe(vector.sharedKey);
});

test("two exchanges with one verifier differ", () => {
  const [one, two] = [exchange(verifier(), clientValue), exchange(verifier(), clientValue)];
  expect(one.publicValue).not.toBe(two.publicValue);
});

test.each([
  ["zero", "0", false],
  ["the prime itself", PRIME.toString("hex"), false],
  ["what is no hex", "xyz", false],
  ["nothing", "", false],
  ["a number too long to be meant", "a".repeat(1537), false],
  ["an ordinary value", clientValue, true],
  ["3072 bits of a's, as AWS takes them", "a".repeat(768), true],
])("a client's value that is %s: usable %4$s", (_, value, usable) => {
  expect(isClientValue(value)).toBe(usable);
});

test("a modular power equals the one computed with big numbers, for the generator and for another base", () => {
  const exponent = 0xdeadbeefcafen;
  const modulus = BigInt(`0x${PRIME.toString("hex")}`);
  const slow = (base: bigint) => {
    let [result, square] = [1n, base];
    for (let rest = exponent; rest > 0n; rest >>= 1n) {
      if (rest & 1n) result = (result * square) % modulus;
      square = (square * square) % modulus;
    }
    return result;
  };
  const base = 0x1234567890n ** 20n;
  expect(BigInt(`0x${modularPower(pad(exponent)).toString("hex")}`)).toBe(slow(2n));
  expect(BigInt(`0x${modularPower(pad(exponent), pad(base)).toString("hex")}`)).toBe(slow(base));
  expect(modularPower(pad(exponent), pad(base))).toHaveLength(384);
});

test("a modular power that begins with zeros has 384 bytes, too", () => {
  const power = modularPower(pad(3123n));
  expect(power).toHaveLength(384);
  expect(power[0]).toBe(0);
  expect(BigInt(`0x${power.toString("hex")}`)).toBe(2n ** 3123n % BigInt(`0x${PRIME.toString("hex")}`));
});
