import { hkdfSync } from "node:crypto";
import type { Context } from "../../context.ts";
import type { StoredPassword } from "../../crypto/passwords.ts";
import { sub } from "../../lib/ids.ts";
import type { Pool } from "../../records/pools.ts";
import { usernameKey } from "../../rules/usernames.ts";

const VERIFIER_BYTES = 384;
const ID_BYTES = 16;
const SALT_BYTES = 16;

/** What stands in for a user whom a pool does not have. */
export interface SimulatedUser {
  /** An internal user name, shaped like a sub. */
  readonly username: string;
  /** A verifier that no password fits. */
  readonly password: StoredPassword;
}

/**
 * Whoever asks for somebody who does not exist gets the same salt and the same invented UUID for the same name every
 * time, as for somebody who does (AWS, "Managing user existence error responses"; RFC 5054 section 2.5.1.3).
 */
export async function simulateUser({ tokens }: Pick<Context, "tokens">, pool: Pool, name: string): Promise<SimulatedUser> {
  const secret = await tokens.sessionKey(pool.id);
  const bytes = Buffer.from(
    hkdfSync("sha256", secret, "", `simulated user ${usernameKey(pool, name)}`, ID_BYTES + SALT_BYTES + VERIFIER_BYTES),
  );
  return {
    username: sub(bytes.subarray(0, ID_BYTES)),
    password: {
      salt: bytes.subarray(ID_BYTES, ID_BYTES + SALT_BYTES).toString("hex"),
      verifier: bytes.subarray(ID_BYTES + SALT_BYTES).toString("base64"),
    },
  };
}
