import { createHash, timingSafeEqual } from "node:crypto";

// Comparisons that take the same time wherever the two differ.

/** The length of bytes is no secret. */
export const sameBytes = (left: Uint8Array, right: Uint8Array): boolean => left.length === right.length && timingSafeEqual(left, right);

/** Digests are compared, so that the time tells nothing of a text, its length included. */
export const sameText = (left: string, right: string): boolean => sameBytes(digest(left), digest(right));

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
