import { createHash, createHmac, randomBytes } from "node:crypto";
import { modularPower, PRIME } from "./modexp.ts";

/** Whose password it is. `poolName` is the pool's id after the underscore; for a device its group key, with the device's key as `userId`. */
export interface SrpIdentity {
  readonly poolName: string;
  readonly userId: string;
  readonly password: string;
}

const N = BigInt(`0x${PRIME.toString("hex")}`);
const INFO = Buffer.from("Caldera Derived Key\u0001");
const KEY_BYTES = 16;

const sha256 = (...parts: (Uint8Array | string)[]): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const number = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString("hex") || "0"}`);

/** The shortest big-endian two's complement form of a number that is not negative, given as hex or as a number. */
export function pad(value: bigint | string): Buffer {
  const digits = (typeof value === "string" ? value.replace(/^0+(?=.)/, "") : value.toString(16)) || "0";
  const even = digits.length % 2 ? `0${digits}` : digits;
  return Buffer.from(/^[89a-f]/i.test(even) ? `00${even}` : even, "hex");
}

const K = number(sha256(pad(N), pad(2n)));

/** x, the exponent of the verifier: 32 bytes. */
export const verifierExponent = ({ poolName, userId, password }: SrpIdentity, saltHex: string): Buffer =>
  sha256(pad(saltHex), sha256(`${poolName}${userId}:${password}`));

/** Whether the client's A may be used: hex, and not 0 modulo the prime (RFC 5054 section 2.5.4). */
export const isClientValue = (hex: string): boolean => /^[0-9a-f]{1,1536}$/i.test(hex) && BigInt(`0x${hex}`) % N !== 0n;

/** Whether a verifier made by somebody else proves anything: 0, 1 and -1 modulo the prime have no powers but themselves. */
export const isVerifier = (hex: string): boolean => isClientValue(hex) && ![1n, N - 1n].includes(BigInt(`0x${hex}`) % N);

/** u, which binds both public values. */
export const scrambler = (clientValue: string, serverValue: string): Buffer => sha256(pad(clientValue), pad(serverValue));

/** The server's part of one SRP sign-in. */
export interface Exchange {
  /** B, SRP_B on the wire: hex. */
  readonly publicValue: string;
  /** 16 bytes, which the client comes to as well if it knows the password. */
  readonly key: Uint8Array;
}

/**
 * All of it in one step, for the key depends on nothing that the client says later, and handing work to another thread
 * costs a part of what a power does. `verifier` has 384 bytes; `clientValue` is A, which has passed isClientValue. The
 * secret b ends here.
 */
export function exchange(verifier: Uint8Array, clientValue: string, secret: Uint8Array = randomBytes(32)): Exchange {
  const publicValue = ((K * number(verifier) + number(modularPower(secret))) % N).toString(16);
  const u = scrambler(clientValue, publicValue);
  const base = (BigInt(`0x${clientValue}`) * number(modularPower(u, verifier))) % N;
  return { publicValue, key: derivedKey(modularPower(secret, pad(base)), u) };
}

function derivedKey(shared: Buffer, u: Buffer): Buffer {
  const extracted = createHmac("sha256", pad(number(u)))
    .update(pad(number(shared)))
    .digest();
  return createHmac("sha256", extracted).update(INFO).digest().subarray(0, KEY_BYTES);
}

/** What the client proves the key with. `timestamp` is the client's own text. */
export const claimSignature = (
  key: Uint8Array,
  { poolName, userId, secretBlock, timestamp }: { poolName: string; userId: string; secretBlock: Buffer; timestamp: string },
): Buffer => createHmac("sha256", key).update(poolName).update(userId).update(secretBlock).update(timestamp).digest();
