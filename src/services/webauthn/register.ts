import { randomBytes } from "node:crypto";
import {
  type CognitoError,
  InvalidParameterException,
  LimitExceededException,
  WebAuthnChallengeNotFoundException,
  WebAuthnClientMismatchException,
  WebAuthnCredentialNotSupportedException,
  WebAuthnOriginNotAllowedException,
  WebAuthnRelyingPartyMismatchException,
} from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import { findRelyingParty, relyingParty, userVerification } from "../../accounts/relying-party.ts";
import type { Context, Operations } from "../../context.ts";
import { ALGORITHMS, type RegistrationFailure, verifyRegistration } from "../../crypto/web-authn.ts";
import { type Passkey, type PasskeyChallenge, passkeyChallenges, passkeys, passkeysOf } from "../../records/passkeys.ts";
import { retryContended } from "../../records/retry-contended.ts";
import type { User } from "../../records/users.ts";
import { type Stored, UniqueViolation } from "../../storage/driver.ts";
import { checkEnabled, type Owner, passkeyOwner } from "./owner.ts";

const CHALLENGE_BYTES = 32;
/** What the browser is told. */
const TIMEOUT_MS = 60_000;
/** Assumption: a little longer than the browser waits. */
const LIFETIME_MS = 5 * 60_000;
/** AWS, "Quotas in Amazon Cognito". */
const MOST_PASSKEYS = 20;

export const startWebAuthnRegistration: Operations["startWebAuthnRegistration"] = async ({ AccessToken }, ctx) =>
  beginRegistration(ctx, await passkeyOwner(ctx, AccessToken));

export const completeWebAuthnRegistration: Operations["completeWebAuthnRegistration"] = async ({ AccessToken, Credential }, ctx) => {
  await finishRegistration(ctx, await passkeyOwner(ctx, AccessToken), Credential);
  return {};
};

/** What the browser is told to make a passkey. @throws the errors of StartWebAuthnRegistration */
export async function beginRegistration(
  ctx: Context,
  { pool, user, clientId }: Owner,
): Promise<Schemas["StartWebAuthnRegistrationResponse"]> {
  checkEnabled(pool);
  const rpId = await relyingParty(ctx, pool);
  const existing = await room(ctx, user);
  const challenge = randomBytes(CHALLENGE_BYTES).toString("base64url");
  await remember(ctx, { poolId: pool.id, sub: user.sub, clientId, challenge, expiresAt: ctx.clock.now() + LIFETIME_MS });
  return {
    CredentialCreationOptions: {
      rp: { id: rpId, name: rpId },
      user: { id: Buffer.from(user.sub).toString("base64url"), name: user.username, displayName: user.username },
      challenge,
      pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: "public-key", alg })),
      timeout: TIMEOUT_MS,
      excludeCredentials: existing.map(({ id }) => ({ id, type: "public-key" })),
      authenticatorSelection: { requireResidentKey: true, residentKey: "required", userVerification: userVerification(pool) },
    },
  };
}

/** Keeps the passkey that the browser has made. @throws the errors of CompleteWebAuthnRegistration */
export async function finishRegistration(
  ctx: Context,
  { pool, user, clientId }: Owner,
  given: Schemas["CompleteWebAuthnRegistrationRequest"]["Credential"],
): Promise<void> {
  checkEnabled(pool);
  const begun = await passkeyChallenges.find(ctx.store, pool.id, user.sub);
  if (!begun || begun.expiresAt <= ctx.clock.now()) throw challengeNotFound();
  // Assumption: the wording.
  if (begun.clientId !== clientId) throw new WebAuthnClientMismatchException("The registration was started by another app client.");
  // Only a relying party can have begun one, and it may have gone since.
  const rpId = await findRelyingParty(ctx, pool);
  if (rpId === undefined) throw refusals["relying-party"]();
  const expected = { challenge: begun.challenge, relyingPartyId: rpId, userVerification: userVerification(pool) === "required" };
  const result = await verifyRegistration(given, expected);
  if ("failure" in result) throw refusals[result.failure]();
  const { poolId, sub } = user;
  const passkey = {
    poolId,
    sub,
    ...result.credential,
    name: "Passkey",
    relyingPartyId: rpId,
    ...described(given),
    createdAt: ctx.clock.now(),
  };
  await register(ctx, user, { passkey, begun });
}

// Assumption: the wordings.
const challengeNotFound = () => new WebAuthnChallengeNotFoundException("The registration challenge was not found or has expired.");
const refusals: Record<RegistrationFailure, () => CognitoError> = {
  challenge: challengeNotFound,
  origin: () => new WebAuthnOriginNotAllowedException("The credential's origin is not allowed for the relying party id of the user pool."),
  "relying-party": () =>
    new WebAuthnRelyingPartyMismatchException("The credential belongs to another relying party id than the user pool's."),
  "not-supported": () => new WebAuthnCredentialNotSupportedException("The credential's public key algorithm is not supported."),
  invalid: () => new InvalidParameterException("The credential is not valid."),
};

/** The user's passkeys, if one more may come. @throws LimitExceededException */
async function room({ store }: Context, user: User): Promise<readonly Passkey[]> {
  const existing = await passkeysOf(store, user);
  // Assumption: the wording.
  if (existing.length >= MOST_PASSKEYS) throw new LimitExceededException(`A user can have at most ${MOST_PASSKEYS} passkeys.`);
  return existing;
}

const remember = ({ store }: Context, challenge: PasskeyChallenge): Promise<void> =>
  retryContended(async () => {
    const before = await passkeyChallenges.find(store, challenge.poolId, challenge.sub);
    await store.commit([passkeyChallenges.put({ ...before, ...challenge })]);
  });

/** The challenge goes with it, so that one registration makes one passkey. */
async function register(
  ctx: Context,
  user: User,
  { passkey, begun }: { passkey: Passkey; begun: PasskeyChallenge & Stored },
): Promise<void> {
  await room(ctx, user);
  try {
    await retryContended(async () => {
      const current = await passkeyChallenges.find(ctx.store, begun.poolId, begun.sub);
      if (current?.challenge !== begun.challenge) throw challengeNotFound();
      await ctx.store.commit([passkeyChallenges.remove(current), passkeys.put(passkey)]);
    });
  } catch (error) {
    if (error instanceof UniqueViolation) throw refusals.invalid();
    throw error;
  }
}

/** What the browser tells beside the proof. */
function described(given: { readonly [name: string]: unknown }): Pick<Passkey, "attachment" | "transports"> {
  const { authenticatorAttachment: attachment, response } = given;
  const { transports } = response as { transports?: unknown };
  return {
    attachment: typeof attachment === "string" ? attachment : undefined,
    transports: Array.isArray(transports) ? transports.filter((name): name is string => typeof name === "string") : [],
  };
}
