import { InvalidPasswordException, NotAuthorizedException, UserPoolAddOnNotEnabledException } from "#generated/errors.ts";
import type { Context } from "../context.ts";
import type { Client } from "../records/clients.ts";
import type { Pool } from "../records/pools.ts";
import { effectiveRiskConfiguration } from "../records/risk-configurations.ts";
import { isCompromised } from "../rules/compromised-passwords.ts";
import { blocksCompromised, type CredentialEvent, exceptionFor } from "../rules/risk.ts";
import { isProtected } from "./auth-event-log.ts";

// What threat protection has to say outside of sign-ins, which auth/protection judges.

/** An address from which nothing is accepted. */
export const addressBlocked = () => new NotAuthorizedException("Request not allowed due to security reasons.");

/** @throws UserPoolAddOnNotEnabledException */
export function checkAddOn(pool: Pool): void {
  // Assumption: the wording.
  if (!isProtected(pool)) throw new UserPoolAddOnNotEnabledException("User pool add-ons are not enabled for this user pool.");
}

/**
 * A password that a user wants to have from now on. @throws InvalidPasswordException where it is known to attackers and the
 * pool's protection says that such are refused
 */
export async function checkNotCompromised(
  { store }: Pick<Context, "store">,
  { pool, client, password }: { pool: Pool; client?: Pick<Client, "id">; password: string },
  occasion: CredentialEvent,
): Promise<void> {
  if (pool.advancedSecurity !== "ENFORCED" || !isCompromised(password)) return;
  const configuration = await effectiveRiskConfiguration(store, pool.id, client?.id);
  if (blocksCompromised(configuration, occasion))
    throw new InvalidPasswordException("Provided password cannot be used for security reasons.");
}

/** A sign-up from an address that is always refused. @throws NotAuthorizedException */
export async function checkAddress(
  { store, caller }: Pick<Context, "store" | "caller">,
  { pool, client }: { pool: Pool; client?: Pick<Client, "id"> },
): Promise<void> {
  if (pool.advancedSecurity !== "ENFORCED") return;
  if (exceptionFor(await effectiveRiskConfiguration(store, pool.id, client?.id), caller.ipAddress) === "blocked") throw addressBlocked();
}
