import { createHash, createHmac, randomBytes } from "node:crypto";
import { type ModularPower, PRIME } from "./modexp.ts";

/** Whose password it is. `poolName` is the pool's id after the underscore; for a device its group key, with the device's key as `userId`. */
export interface SrpIdentity {
  readonly poolName: string;
  readonly userId: string;
  readonly password: string;
}

const N = BigInt(`0x${PRIME.toString("hex")}`);
const INFO = Buffer.from("Caldera Derived Key\u0001");
const KEY_BYTES = 16;

const sha256 = (...parts: (Uint8Array | string)[]): Buffer => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
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

/** The server's half of one SRP sign-in. Numbers in hex; `secret` stays on the server. */
export interface ServerHalf {
  readonly secret: string;
  /** B, SRP_B on the wire. */
  readonly publicValue: string;
}

/** A fresh B for a verifier (384 bytes). */
export async function serverHalf(power: ModularPower, verifier: Buffer, secret: Buffer = randomBytes(32)): Promise<ServerHalf> {
  const publicValue = (K * number(verifier) + number(await power.power(secret))) % N;
  return { secret: secret.toString("hex"), publicValue: publicValue.toString(16) };
}

export interface Exchange {
  readonly verifier: Buffer;
  /** A, SRP_A on the wire: hex. */
  readonly clientValue: string;
  readonly server: ServerHalf;
}

/** Whether the client's A may be used: hex, and not 0 modulo the prime (RFC 5054 section 2.5.4). */
export const isClientValue = (hex: string): boolean => /^[0-9a-f]{1,1536}$/i.test(hex) && BigInt(`0x${hex}`) % N !== 0n;

/** Whether a verifier made by somebody else proves anything: 0, 1 and -1 modulo the prime have no powers but themselves. */
export const isVerifier = (hex: string): boolean => isClientValue(hex) && ![1n, N - 1n].includes(BigInt(`0x${hex}`) % N);

/** u, which binds both public values. */
export const scrambler = (clientValue: string, serverValue: string): Buffer => sha256(pad(clientValue), pad(serverValue));

/** What the server has to remember of an exchange between its two steps. */
export interface ExchangeState {
  /** A. */
  readonly clientValue: Buffer;
  /** b. */
  readonly secret: Buffer;
  /** u. */
  readonly scrambler: Buffer;
}

export const stateOf = (clientValue: string, server: ServerHalf): ExchangeState => ({
  clientValue: pad(clientValue),
  secret: Buffer.from(server.secret, "hex"),
  scrambler: scrambler(clientValue, server.publicValue),
});

/** The 16-byte key that both sides share if the client knows the password. A must have passed isClientValue. */
export const sharedKey = (power: ModularPower, { verifier, clientValue, server }: Exchange): Promise<Buffer> =>
  keyOfState(power, verifier, stateOf(clientValue, server));

/** The same from what was remembered. */
export async function keyOfState(power: ModularPower, verifier: Buffer, { clientValue, secret, scrambler: u }: ExchangeState): Promise<Buffer> {
  const shared = await power.power(u, verifier, { factor: clientValue, exponent: secret });
  const extracted = createHmac("sha256", pad(number(u))).update(pad(number(shared))).digest();
  return createHmac("sha256", extracted).update(INFO).digest().subarray(0, KEY_BYTES);
}

/** The server's side of SRP with its powers computed off the main thread. */
export interface Srp {
  /** The first step for a verifier (384 bytes) and a client's value that has passed isClientValue: B in hex, and what the second step needs. */
  begin(verifier: Buffer, clientValue: string): Promise<{ readonly publicValue: string; readonly state: ExchangeState }>;
  /** The second step. */
  sharedKey(verifier: Buffer, state: ExchangeState): Promise<Buffer>;
}

export const createSrp = (power: ModularPower): Srp => ({
  begin: async (verifier, clientValue) => {
    const server = await serverHalf(power, verifier);
    return { publicValue: server.publicValue, state: stateOf(clientValue, server) };
  },
  sharedKey: (verifier, state) => keyOfState(power, verifier, state),
});

/** What the client proves the key with. `timestamp` is the client's own text. */
export const claimSignature = (
  key: Buffer,
  { poolName, userId, secretBlock, timestamp }: { poolName: string; userId: string; secretBlock: Buffer; timestamp: string },
): Buffer => createHmac("sha256", key).update(poolName).update(userId).update(secretBlock).update(timestamp).digest();
