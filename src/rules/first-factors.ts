import type { FirstAuthFactor, Pool } from "../records/pools.ts";
import type { User } from "../records/users.ts";

/** The first factors that the pool's sign-in policy allows and for which the user has what they need. */
export function configuredFactors(
  { firstAuthFactors }: Pool,
  { password, attributes, totp }: User,
  { passkeys }: { passkeys: boolean },
): FirstAuthFactor[] {
  const verified = (attribute: string): boolean => Boolean(attributes[attribute]) && attributes[`${attribute}_verified`] === "true";
  const ready: Record<FirstAuthFactor, boolean> = {
    PASSWORD: password !== undefined,
    EMAIL_OTP: verified("email"),
    SMS_OTP: verified("phone_number"),
    WEB_AUTHN: passkeys,
    SOFTWARE_TOKEN: totp !== undefined,
  };
  return (Object.keys(ready) as FirstAuthFactor[]).filter((factor) => ready[factor] && firstAuthFactors.includes(factor));
}
