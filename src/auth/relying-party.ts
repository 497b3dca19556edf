import { WebAuthnConfigurationMissingException } from "#generated/errors.ts";
import type { Pool } from "../records/pools.ts";

/**
 * The name to which the pool's passkeys are bound. @throws WebAuthnConfigurationMissingException
 */
export function relyingPartyId({ webAuthn }: Pick<Pool, "webAuthn">): string {
  const id = webAuthn?.relyingPartyId;
  // Assumption: the wording.
  if (id === undefined) throw new WebAuthnConfigurationMissingException("The user pool has neither a relying party id nor a domain.");
  return id;
}

/** What the authenticator is asked for. */
export const userVerification = ({ webAuthn }: Pick<Pool, "webAuthn">): "required" | "preferred" =>
  // A passkey that counts as two factors does so because its user was verified.
  webAuthn?.factors === "MULTI_FACTOR_WITH_USER_VERIFICATION" ? "required" : (webAuthn?.userVerification ?? "preferred");
