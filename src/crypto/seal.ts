import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const CIPHER = "aes-256-gcm";
const IV_BYTES = 12;
const TAG_BYTES = 16;

export interface Sealed {
  readonly iv: Buffer;
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
}

/** AES-256-GCM with a random initialisation vector. `bound` is not hidden, but must be the same when it is opened. */
export function seal(key: Buffer, text: string, bound: string): Sealed {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv).setAAD(Buffer.from(bound));
  const ciphertext = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return { iv, ciphertext, tag: cipher.getAuthTag() };
}

/** The text, or undefined where anything was changed, or was sealed under another key or bound to something else. */
export function unseal(key: Buffer, { iv, ciphertext, tag }: Sealed, bound: string): string | undefined {
  if (iv.length !== IV_BYTES || tag.length !== TAG_BYTES) return undefined;
  try {
    const decipher = createDecipheriv(CIPHER, key, iv).setAAD(Buffer.from(bound)).setAuthTag(tag);
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}

/** The same in one piece of bytes. */
export function sealBytes(key: Buffer, text: string, bound: string): Buffer {
  const { iv, tag, ciphertext } = seal(key, text, bound);
  return Buffer.concat([iv, tag, ciphertext]);
}

export function unsealBytes(key: Buffer, sealed: Buffer, bound: string): string | undefined {
  const end = IV_BYTES + TAG_BYTES;
  return unseal(key, { iv: sealed.subarray(0, IV_BYTES), tag: sealed.subarray(IV_BYTES, end), ciphertext: sealed.subarray(end) }, bound);
}
