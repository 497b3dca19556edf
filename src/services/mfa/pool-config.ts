import type { Schemas } from "#generated/schemas.ts";
import type { Operations } from "../../context.ts";
import { viewOfPoolMfa } from "../../records/pool-mfa-view.ts";
import { getPool, type Pool, poolRegion, pools } from "../../records/pools.ts";
import { otherChangeOf } from "../../records/retry-contended.ts";
import { checkPlan } from "../../rules/feature-plans.ts";
import { replacedMfa } from "../../rules/pool-mfa.ts";
import { checkMfa } from "../../rules/pool-settings.ts";
import { completedSms } from "../../rules/sms-configuration.ts";
import { retryStale } from "../../storage/retry.ts";

export const getUserPoolMfaConfig: Operations["getUserPoolMfaConfig"] = async ({ UserPoolId }, { store }) =>
  viewOfPoolMfa(await getPool(store, UserPoolId));

export const setUserPoolMfaConfig: Operations["setUserPoolMfaConfig"] = async (input, { store, clock, caller }) => {
  const configured = await retryStale(async () => {
    const before = await getPool(store, input.UserPoolId);
    const place = { region: poolRegion(before.id), accountId: caller.accountId };
    const sms = completedSms(input.SmsMfaConfiguration?.SmsConfiguration, place) ?? before.settings.SmsConfiguration;
    const pool = { ...before, ...mfaFields(before, input), smsConfigured: sms !== undefined, modifiedAt: clock.now() };
    const changed = { ...pool, settings: { ...pool.settings, SmsConfiguration: sms } };
    checkMfa(changed);
    checkPlan(changed);
    await store.commit([pools.put(changed)]);
    return changed;
  }, otherChangeOf("user pool"));
  return viewOfPoolMfa(configured);
};

/** Texts of a factor that is not mentioned stay, for the time when it is switched on again. */
function mfaFields(before: Pool, input: Schemas["SetUserPoolMfaConfigRequest"]) {
  const { SmsMfaConfiguration: sms, SoftwareTokenMfaConfiguration: totp, EmailMfaConfiguration: email } = input;
  const mfaSms = sms?.SmsAuthenticationMessage ?? before.messages.mfaSms;
  return {
    mfa: replacedMfa({
      mode: input.MfaConfiguration,
      sms: sms && true,
      totp: totp && (totp.Enabled ?? false),
      email: email && true,
    }),
    messages: {
      ...before.messages,
      mfaSms,
      mfaEmail: email ? email.Message : before.messages.mfaEmail,
      mfaEmailSubject: email ? email.Subject : before.messages.mfaEmailSubject,
    },
    webAuthn: input.WebAuthnConfiguration && webAuthnOf(input.WebAuthnConfiguration),
  };
}

const webAuthnOf = (configuration: Schemas["WebAuthnConfigurationType"]): Pool["webAuthn"] => ({
  relyingPartyId: configuration.RelyingPartyId,
  userVerification: configuration.UserVerification ?? "preferred",
  factors: configuration.FactorConfiguration ?? "SINGLE_FACTOR",
});
