import { createHmac, randomBytes } from "node:crypto";
import { sameBytes } from "./constant-time.ts";
import { padded } from "./modexp.ts";
import { type SrpIdentity, verifierExponent } from "./srp.ts";
import type { Srp } from "./srp-pool.ts";

const SALT_BYTES = 16;
const REMEMBERED = 10_000;

/** A password as it is stored. */
export interface StoredPassword {
  /** Hex. */
  readonly salt: string;
  /** Base64 of 384 bytes: 2^x modulo the group's prime. */
  readonly verifier: string;
}

/** Passwords kept as salted SRP verifiers. The identity's `userId` is the user's immutable internal name. */
export interface Passwords {
  hash(identity: SrpIdentity): Promise<StoredPassword>;
  verify(identity: SrpIdentity, stored: StoredPassword): Promise<boolean>;
  /** Takes as long as verifying a wrong password, for a user who does not exist. */
  pretend(identity: SrpIdentity): Promise<false>;
}

/**
 * A password that was right once is remembered, so that signing in again costs no modular power. What is kept is a MAC
 * under a key that never leaves the process, over everything that went into the check: nothing that outlives it or can be
 * searched from outside it, and a changed password is another entry.
 */
export function createPasswords({
  srp,
  salt = () => randomBytes(SALT_BYTES),
}: {
  srp: Pick<Srp, "verifier">;
  salt?: () => Buffer;
}): Passwords {
  const known = createMemory(REMEMBERED);
  const decoy = salt().toString("hex");
  const compute = (identity: SrpIdentity, saltHex: string) => srp.verifier(verifierExponent(identity, saltHex));
  return {
    async hash(identity) {
      const saltHex = salt().toString("hex");
      const stored = { salt: saltHex, verifier: (await compute(identity, saltHex)).toString("base64") };
      known.add(identity, stored);
      return stored;
    },
    async verify(identity, stored) {
      if (known.has(identity, stored)) return true;
      // One in 256 of those that earlier versions stored lacks its zeros in front.
      const expected = padded(Buffer.from(stored.verifier, "base64"));
      const actual = await compute(identity, stored.salt);
      if (!sameBytes(expected, actual)) return false;
      known.add(identity, stored);
      return true;
    },
    async pretend(identity) {
      await compute(identity, decoy);
      return false;
    },
  };
}

/** The most recently used `limit` facts that a password fits a stored one. */
function createMemory(limit: number) {
  const key = randomBytes(32);
  const entries = new Set<string>();
  const entry = ({ poolName, userId, password }: SrpIdentity, { salt, verifier }: StoredPassword) =>
    createHmac("sha256", key)
      .update(JSON.stringify([poolName, userId, salt, verifier, password]))
      .digest("base64");
  const touch = (mac: string) => {
    entries.delete(mac);
    entries.add(mac);
  };
  return {
    has(identity: SrpIdentity, stored: StoredPassword): boolean {
      const mac = entry(identity, stored);
      if (!entries.has(mac)) return false;
      touch(mac);
      return true;
    },
    add(identity: SrpIdentity, stored: StoredPassword): void {
      touch(entry(identity, stored));
      if (entries.size > limit) entries.delete(entries.values().next().value!);
    },
  };
}
