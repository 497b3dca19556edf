import { createHmac, randomBytes } from "node:crypto";
import { sameText } from "./constant-time.ts";

const STEP_MS = 30_000;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const SECRET_BYTES = 32;

/** A secret of 52 base-32 characters, as long as AWS's. */
export const totpSecret = (): string => toBase32(randomBytes(SECRET_BYTES));

/** The number of the 30-second step that a time in milliseconds falls in. */
export const totpStep = (now: number): number => Math.floor(now / STEP_MS);

/** The code of one step (RFC 6238 with SHA-1, RFC 4226 section 5.3). `secret` in base 32. */
export function totpCode(secret: string, step: number, digits = 6): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", fromBase32(secret)).update(counter).digest();
  const value = mac.readUInt32BE(mac[mac.length - 1]! & 0xf) & 0x7fffffff;
  return String(value % 10 ** digits).padStart(digits, "0");
}

/** The step whose code this is, at most `drift` steps off; undefined for a wrong code. The caller refuses a step used before. */
export function matchTotp(secret: string, code: string, { now, drift = 1 }: { now: number; drift?: number }): number | undefined {
  const current = totpStep(now);
  const steps = Array.from({ length: 2 * drift + 1 }, (_, index) => current - drift + index).filter((step) => step >= 0);
  return steps.filter((step) => sameText(totpCode(secret, step), code)).at(-1);
}

/** RFC 4648 section 6, without padding. */
export function toBase32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? []).map((group) => ALPHABET[parseInt(group.padEnd(5, "0"), 2)]).join("");
}

/** Upper or lower case, padded or not. Throws RangeError for other characters. */
export function fromBase32(text: string): Buffer {
  const bits = Array.from(text.toUpperCase().replace(/=+$/, ""), (digit) => {
    const value = ALPHABET.indexOf(digit);
    if (value < 0) throw new RangeError("not a base-32 digit");
    return value.toString(2).padStart(5, "0");
  }).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}
