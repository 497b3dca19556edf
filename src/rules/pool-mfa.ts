import { InvalidParameterException } from "#generated/errors.ts";
import type { PoolMfa } from "../records/pools.ts";

/** What a caller says of each factor: true or false for on and off, absent where the factor is not mentioned. */
export interface MfaRequest {
  readonly mode?: PoolMfa["mode"];
  readonly sms?: boolean;
  readonly totp?: boolean;
  readonly email?: boolean;
}

/**
 * A complete replacement of the pool's MFA: a mode that is left out means OFF, and with OFF no factor may be mentioned, not
 * even as switched off (measured on AWS). @throws InvalidParameterException
 */
export function replacedMfa({ mode = "OFF", sms, totp, email }: MfaRequest): PoolMfa {
  if (mode === "OFF" && [sms, totp, email].some((factor) => factor !== undefined))
    throw new InvalidParameterException("Invalid MFA configuration given, can't turn off MFA and configure an MFA together.");
  if (mode !== "OFF" && !sms && !totp && !email)
    throw new InvalidParameterException("Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled.");
  return { mode, sms: sms ?? false, totp: totp ?? false, email: email ?? false, ...(totp === false && { totpSaidOff: true }) };
}
