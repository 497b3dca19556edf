import { findRelyingParty } from "../../accounts/relying-party.ts";
import { passkeysOf } from "../../records/passkeys.ts";
import type { ContactAttribute } from "../../records/pools.ts";
import type { User } from "../../records/users.ts";
import { type Choice, choicesOf, simulatedChoices } from "../../rules/sign-in-choices.ts";
import { type Attempt, afterPassing, type Parameters, type Step } from "../attempt.ts";
import { provePassword, wrongPassword } from "../factors/first-factor.ts";
import { sendOneTimePassword } from "../factors/one-time-password.ts";
import { required } from "../parameters.ts";
import { askPasswordVerifier } from "./password-verifier.ts";
import { webAuthn } from "./web-authn.ts";

/** The first factors that this sign-in can begin with. */
export async function availableChoices({ ctx, pool, user }: Attempt): Promise<readonly Choice[]> {
  if (!user) return simulatedChoices(pool);
  return choicesOf(pool, user, { passkeys: pool.firstAuthFactors.includes("WEB_AUTHN") && (await hasPasskey({ ctx, pool, user })) });
}

/** One of the relying party that the pool has now. */
async function hasPasskey({ ctx, pool, user }: Pick<Attempt, "ctx" | "pool"> & { readonly user: User }): Promise<boolean> {
  const party = await findRelyingParty(ctx, pool);
  return (await passkeysOf(ctx.store, user)).some(({ relyingPartyId }) => relyingPartyId === party);
}

/** Begins with one of them; a password that came along is looked at at once. @throws InvalidParameterException, NotAuthorizedException */
export const take = (attempt: Attempt, choice: Choice, parameters: Parameters): Promise<Step> => TAKERS[choice](attempt, parameters);

type Taker = (attempt: Attempt, parameters: Parameters) => Promise<Step>;

const byCode =
  (challenge: "EMAIL_OTP" | "SMS_OTP", attribute: ContactAttribute): Taker =>
  async (attempt) => ({ kind: "ask", attempt, challenge, ...(await sendOneTimePassword(attempt, attribute)) });

const TAKERS: Readonly<Record<Choice, Taker>> = {
  PASSWORD: async (attempt, parameters) =>
    afterPassing(attempt, await provePassword(attempt, attempt.progress.subject, required(parameters, "PASSWORD")), "PASSWORD"),
  PASSWORD_SRP: async (attempt, parameters) => askPasswordVerifier(attempt, required(parameters, "SRP_A")),
  EMAIL_OTP: byCode("EMAIL_OTP", "email"),
  SMS_OTP: byCode("SMS_OTP", "phone_number"),
  WEB_AUTHN: async (attempt) => {
    const { user } = attempt;
    if (!user || !webAuthn.ask) throw wrongPassword();
    return { kind: "ask", attempt, challenge: "WEB_AUTHN", ...(await webAuthn.ask({ ...attempt, user })) };
  },
};
