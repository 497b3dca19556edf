import { randomBytes } from "node:crypto";
import { findRelyingParty, relyingParty, userVerification } from "../../accounts/relying-party.ts";
import { verifyAssertion } from "../../crypto/web-authn.ts";
import { findPasskey, type Passkey, passkeys, passkeysOf } from "../../records/passkeys.ts";
import type { User } from "../../records/users.ts";
import type { Stored } from "../../storage/driver.ts";
import { retryStale } from "../../storage/retry.ts";
import { type Attempt, afterPassing, type Challenge } from "../attempt.ts";
import { checkMaySignInOtherwise, wrongPassword } from "../factors/first-factor.ts";
import { required } from "../parameters.ts";
import { invalidSession } from "../session.ts";

const CHALLENGE_BYTES = 32;
/** AWS's example of CREDENTIAL_REQUEST_OPTIONS. */
const TIMEOUT_MS = 180_000;

interface Asked {
  readonly challenge: string;
}

/** A passkey of the user signs a challenge. */
export const webAuthn: Challenge = {
  name: "WEB_AUTHN",
  ask: async ({ ctx, pool, user }) => {
    const challenge = randomBytes(CHALLENGE_BYTES).toString("base64url");
    const rpId = await relyingParty(ctx, pool);
    const usable = (await passkeysOf(ctx.store, user)).filter((passkey) => passkey.relyingPartyId === rpId);
    const options = {
      challenge,
      rpId,
      timeout: TIMEOUT_MS,
      allowCredentials: usable.map(({ id, transports }) => ({ type: "public-key", id, transports })),
      userVerification: userVerification(pool),
    };
    return { parameters: { CREDENTIAL_REQUEST_OPTIONS: JSON.stringify(options) }, data: { challenge } satisfies Asked };
  },
  answer: async (attempt, { responses, data }) => {
    const { ctx, pool, user } = attempt;
    const given = required(responses, "CREDENTIAL");
    if (!user) throw invalidSession();
    await usePasskey(attempt, user, { given: parsed(given), challenge: (data as Asked).challenge });
    checkMaySignInOtherwise(ctx, pool, user);
    return afterPassing(attempt, user, "WEB_AUTHN");
  },
};

/** Assumption: a wrong signature is answered like a wrong password. @throws NotAuthorizedException */
async function usePasskey({ ctx, pool }: Attempt, user: User, { given, challenge }: { given: unknown; challenge: string }): Promise<void> {
  const id = (given as { id?: unknown } | undefined)?.id;
  const expected = {
    challenge,
    relyingPartyId: (await findRelyingParty(ctx, pool)) ?? "",
    userVerification: userVerification(pool) === "required",
  };
  await retryStale(async () => {
    const passkey = typeof id === "string" ? await findPasskey(ctx.store, user, id) : undefined;
    const counter = passkey && (await verifyAssertion(given, passkey, expected));
    if (!passkey || counter === undefined) throw wrongPassword();
    await noteCounter(ctx.store, passkey, counter);
  }, wrongPassword);
}

/** Many authenticators do not count, and then there is nothing to store. */
async function noteCounter(store: Attempt["ctx"]["store"], passkey: Passkey & Stored, counter: number): Promise<void> {
  if (counter !== passkey.counter) await store.commit([passkeys.put({ ...passkey, counter })]);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
