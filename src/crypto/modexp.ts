import { createDiffieHellman, type DiffieHellman, getDiffieHellman } from "node:crypto";

/** The 3072-bit prime of RFC 3526 section 4, which Cognito's SRP uses; 384 bytes, big-endian. */
export const PRIME = getDiffieHellman("modp15").getPrime();

const GENERATOR = 2;

let group: DiffieHellman | undefined;

/**
 * A power modulo the prime, of `base` or else of the generator 2. Numbers are big-endian; the result has 384 bytes.
 * About 0.8 ms for an exponent of 256 bits: Diffie-Hellman is Node's only native modular power.
 * @throws Error for a base that is 0, 1 or -1 modulo the prime
 */
export function modularPower(exponent: Uint8Array, base?: Uint8Array): Buffer {
  group ??= createDiffieHellman(PRIME, GENERATOR);
  group.setPrivateKey(Buffer.from(exponent));
  // Unlike computeSecret, generateKeys leaves zeros in front out.
  return base ? group.computeSecret(base) : padded(group.generateKeys());
}

/** With zeros in front, as long as the prime. */
export const padded = (number: Uint8Array): Buffer => Buffer.concat([Buffer.alloc(Math.max(0, PRIME.length - number.length)), number]);
