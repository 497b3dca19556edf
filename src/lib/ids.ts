import { randomBytes, randomInt, randomUUID } from "node:crypto";

const ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** UUID version 4: request ids, event ids, device keys. */
export const uuid = (): string => randomUUID();

/** `length` random characters of 0-9A-Za-z. */
export const alphanumeric = (length: number): string => Array.from({ length }, () => ALPHANUMERIC[randomInt(ALPHANUMERIC.length)]).join("");

/** `<region>_` and nine characters: the form of a user pool's id. */
export const userPoolId = (region: string): string => `${region}_${alphanumeric(9)}`;

/** Base-32 digits of a random 128-bit number without leading zeros: 26 or, now and then, 25 characters, as on AWS. */
export const clientId = (): string => BigInt(`0x${randomBytes(16).toString("hex")}`).toString(32);

/** The same with 256 bits: 51 or 52 characters. */
export const clientSecret = (): string => BigInt(`0x${randomBytes(32).toString("hex")}`).toString(32);

/** A user's sub, shaped as current pools make it: `x?0?1`-like second group and a third group that begins with 70. `bytes`: 16. */
export const sub = (bytes: Buffer = randomBytes(16)): string => {
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex[8]}0${hex[9]}1-70${hex.slice(10, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 28)}`;
};

/** A code of `digits` decimal digits. */
export const numericCode = (digits: number): string => String(randomInt(10 ** digits)).padStart(digits, "0");

let lastMs = 0;
let counter = 0;

/**
 * UUID version 7 (RFC 9562 section 6.2, method 1): later ones compare greater as strings, also within one millisecond.
 * Real time, never the adjustable clock, so that a frozen or turned-back clock cannot reorder them.
 */
export const sequentialUuid = (): string => {
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    counter = 0;
  } else if (++counter > 0xfff) {
    lastMs += 1;
    counter = 0;
  }
  const ms = lastMs.toString(16).padStart(12, "0");
  // The last 62 random bits and the variant are where version 4 has them too, and Node keeps a store of those.
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7${counter.toString(16).padStart(3, "0")}${randomUUID().slice(18)}`;
};

/**
 * Ids that compare as they were made, also those of other processes by real time: a hexadecimal millisecond and counter, then what tells
 * processes apart. For what is made at each write, where a UUID costs too much.
 */
export function createSequence(): () => string {
  const process = alphanumeric(8);
  let [last, count, stem] = [0, 0, ""];
  return () => {
    const now = Date.now();
    if (now > last || count === 0xffff) {
      last = Math.max(now, last + 1);
      count = 0;
      stem = last.toString(16).padStart(12, "0");
    }
    count += 1;
    return `${stem}${count.toString(16).padStart(4, "0")}${process}`;
  };
}
