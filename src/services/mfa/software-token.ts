import { EnableSoftwareTokenMFAException, InvalidParameterException, SoftwareTokenMFANotFoundException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import { namedUser, signedInUser, tokenOfNobody } from "../../accounts/lookup.ts";
import { openSetUp } from "../../auth/challenges/mfa-setup-session.ts";
import { storedUser } from "../../auth/factors/one-time-code.ts";
import { checkTotpOffered, enrolTotp, type TotpProof } from "../../auth/factors/totp-factor.ts";
import type { Context, Operations } from "../../context.ts";
import { totpSecret } from "../../crypto/totp.ts";
import { otherChangeOf } from "../../records/retry-contended.ts";
import { users } from "../../records/users.ts";
import { withoutFactor } from "../../rules/mfa-policy.ts";
import { retryStale } from "../../storage/retry.ts";

// Both take either the access token of somebody who is signed in, or the session of a sign-in that is at MFA_SETUP.

export const associateSoftwareToken: Operations["associateSoftwareToken"] = async ({ AccessToken, Session }, ctx) => {
  if (AccessToken !== undefined) return associateSignedIn(ctx, AccessToken);
  if (Session === undefined) throw neither();
  const { pool, next } = await openSetUp(ctx, Session, tokenOfNobody);
  checkTotpOffered(pool);
  const secret = totpSecret();
  return { SecretCode: secret, Session: await next({ secret }) };
};

/** A token that the user has already stays in use until the new one is verified. */
async function associateSignedIn(ctx: Context, accessToken: string): Promise<Schemas["AssociateSoftwareTokenResponse"]> {
  const secret = totpSecret();
  await retryStale(async () => {
    const { pool, user } = await signedInUser(ctx, accessToken, tokenOfNobody);
    checkTotpOffered(pool);
    await ctx.store.commit([users.put({ ...user, pendingTotp: secret })]);
  }, otherChangeOf("user"));
  return { SecretCode: secret };
}

export const verifySoftwareToken: Operations["verifySoftwareToken"] = async (input, ctx) => {
  const { AccessToken, Session, UserCode: code, FriendlyDeviceName: deviceName } = input;
  if (AccessToken !== undefined) return verifySignedIn(ctx, AccessToken, { code, deviceName });
  if (Session === undefined) throw neither();
  const { pool, user, state, next } = await openSetUp(ctx, Session);
  checkTotpOffered(pool);
  if (!state.secret) throw notAssociated();
  if (!(await enrolTotp(ctx, pool, user.sub, { secret: state.secret, code, deviceName }))) throw wrongCode();
  return { Status: "SUCCESS", Session: await next({ verified: true }) };
};

/**
 * Also forgets a token that waits for its first code. Assumption: nothing happens where the user has none, since no error is
 * declared for it.
 */
export const adminDeleteSoftwareToken: Operations["adminDeleteSoftwareToken"] = async ({ UserPoolId, Username }, ctx) => {
  const { pool, user } = await namedUser(ctx, UserPoolId, Username);
  await retryStale(async () => {
    const before = await storedUser(ctx, pool, user.sub);
    const after = withoutFactor(before, "SOFTWARE_TOKEN_MFA");
    await ctx.store.commit([users.put({ ...after, totp: undefined, pendingTotp: undefined, modifiedAt: ctx.clock.now() })]);
  });
  return {};
};

async function verifySignedIn(
  ctx: Context,
  accessToken: string,
  proof: Omit<TotpProof, "secret">,
): Promise<Schemas["VerifySoftwareTokenResponse"]> {
  const { pool, user } = await signedInUser(ctx, accessToken);
  checkTotpOffered(pool);
  if (!user.pendingTotp) throw notAssociated();
  if (!(await enrolTotp(ctx, pool, user.sub, { secret: user.pendingTotp, ...proof }))) throw wrongCode();
  return { Status: "SUCCESS" };
}

// Assumption: the wording of these two.
const neither = () => new InvalidParameterException("Either AccessToken or Session is required.");
const notAssociated = () => new SoftwareTokenMFANotFoundException("Software Token MFA has not been associated with the user");

/** One source gives CodeMismatchException for the session form; this one is better attested, for both. */
const wrongCode = () => new EnableSoftwareTokenMFAException("Code mismatch and fail enable Software Token MFA");
