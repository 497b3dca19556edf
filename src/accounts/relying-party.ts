import { WebAuthnConfigurationMissingException } from "#generated/errors.ts";
import type { Context } from "../context.ts";
import { domainsOf } from "../records/domains.ts";
import { type Pool, poolRegion } from "../records/pools.ts";

type Configured = Pick<Pool, "id" | "webAuthn">;

/**
 * The name to which the pool's passkeys are bound: the one that was set, else the custom domain, else the host of the
 * prefix domain (AWS, WebAuthnConfigurationType).
 */
export async function findRelyingParty({ store }: Pick<Context, "store">, { id, webAuthn }: Configured): Promise<string | undefined> {
  if (webAuthn?.relyingPartyId !== undefined) return webAuthn.relyingPartyId;
  const domains = await domainsOf(store, id);
  const prefix = domains.find(({ custom }) => !custom);
  return domains.find(({ custom }) => custom)?.name ?? (prefix && `${prefix.name}.auth.${poolRegion(id)}.amazoncognito.com`);
}

/** @throws WebAuthnConfigurationMissingException */
export async function relyingParty(ctx: Pick<Context, "store">, pool: Configured): Promise<string> {
  const id = await findRelyingParty(ctx, pool);
  // Assumption: the wording.
  if (id === undefined) throw new WebAuthnConfigurationMissingException("The user pool has neither a relying party id nor a domain.");
  return id;
}

/** What the authenticator is asked for. */
export const userVerification = ({ webAuthn }: Pick<Pool, "webAuthn">): "required" | "preferred" =>
  // A passkey that counts as two factors does so because its user was verified.
  webAuthn?.factors === "MULTI_FACTOR_WITH_USER_VERIFICATION" ? "required" : (webAuthn?.userVerification ?? "preferred");
