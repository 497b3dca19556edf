import { WebAuthnNotEnabledException } from "#generated/errors.ts";
import { tokenOfNobody, userDisabled } from "../../accounts/lookup.ts";
import { passwordResetRequired } from "../../auth/factors/first-factor.ts";
import type { Context } from "../../context.ts";
import { getPool, type Pool } from "../../records/pools.ts";
import { type User, users } from "../../records/users.ts";
import type { Stored } from "../../storage/driver.ts";

/** Whose passkeys an operation is about. */
export interface Owner {
  readonly pool: Pool;
  readonly user: User & Stored;
  readonly clientId: string;
}

/** The operations on passkeys declare no UserNotFoundException. @throws NotAuthorizedException, PasswordResetRequiredException */
export async function passkeyOwner({ store, tokens }: Context, accessToken: string): Promise<Owner> {
  const claims = await tokens.verifyAccess(accessToken);
  const user = await users.find(store, claims.poolId, claims.sub);
  if (!user) throw tokenOfNobody();
  if (!user.enabled) throw userDisabled();
  // Who has none is not kept from signing in otherwise.
  if (user.status === "RESET_REQUIRED" && user.password) throw passwordResetRequired();
  return { pool: await getPool(store, claims.poolId), user, clientId: claims.client_id };
}

/** @throws WebAuthnNotEnabledException */
export function checkEnabled({ firstAuthFactors }: Pool): void {
  // Assumption: the wording.
  if (!firstAuthFactors.includes("WEB_AUTHN")) throw new WebAuthnNotEnabledException("Passkeys are not enabled for the user pool.");
}
