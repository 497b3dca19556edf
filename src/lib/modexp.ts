import { createDiffieHellman, type DiffieHellman, getDiffieHellman } from "node:crypto";

/** The 3072-bit prime of RFC 3526 section 4, which Cognito's SRP uses; 384 bytes, big-endian. */
export const PRIME = getDiffieHellman("modp15").getPrime();

const GENERATOR = 2;

/** What follows a power in the same step, for handing a step to another thread costs half as much as a power. Big-endian. */
export interface NextPower {
  /** Multiplies the power. */
  readonly factor: Uint8Array;
  /** To which the product is raised. */
  readonly exponent: Uint8Array;
}

/** Powers modulo the prime, wherever they are computed. */
export interface ModularPower {
  /** `base` absent: the generator 2. Numbers are big-endian; the result has 384 bytes. Rejects for a base that is 0, 1 or -1 modulo the prime. */
  power(exponent: Uint8Array, base?: Uint8Array, next?: NextPower): Promise<Buffer>;
  close(): Promise<void>;
}

let group: DiffieHellman | undefined;

/** Computes in the calling thread: about 0.7 ms for an exponent of 256 bits. Diffie-Hellman is Node's only native modular power. */
export function modularPower(exponent: Uint8Array, base?: Uint8Array, next?: NextPower): Buffer {
  group ??= createDiffieHellman(PRIME, GENERATOR);
  group.setPrivateKey(Buffer.from(exponent));
  const power = base ? group.computeSecret(base) : group.generateKeys();
  return next ? modularPower(next.exponent, product(power, next.factor)) : power;
}

const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString("hex") || "0"}`);
const N = numberOf(PRIME);

const product = (a: Uint8Array, b: Uint8Array): Buffer => Buffer.from(((numberOf(a) * numberOf(b)) % N).toString(16).padStart(2 * PRIME.length, "0"), "hex");
