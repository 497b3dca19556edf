import { timingSafeEqual } from "node:crypto";

// Comparisons that take the same time wherever the two differ. Lengths are no secret.

export const sameBytes = (left: Uint8Array, right: Uint8Array): boolean => left.length === right.length && timingSafeEqual(left, right);

export const sameText = (left: string, right: string): boolean => sameBytes(Buffer.from(left), Buffer.from(right));
