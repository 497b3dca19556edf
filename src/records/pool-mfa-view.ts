import type { Schemas } from "#generated/schemas.ts";
import type { Pool } from "./pools.ts";

/** The pool's second factors: the mode always, a factor only where it is set up. */
export const viewOfPoolMfa = ({ mfa, messages, settings, webAuthn }: Pool): Schemas["GetUserPoolMfaConfigResponse"] => ({
  ...(mfa.sms && {
    SmsMfaConfiguration: { SmsAuthenticationMessage: messages.mfaSms, SmsConfiguration: settings.SmsConfiguration },
  }),
  ...((mfa.totp || mfa.totpSaidOff) && { SoftwareTokenMfaConfiguration: { Enabled: mfa.totp } }),
  ...(mfa.email && { EmailMfaConfiguration: { Message: messages.mfaEmail, Subject: messages.mfaEmailSubject } }),
  MfaConfiguration: mfa.mode,
  ...(webAuthn && {
    WebAuthnConfiguration: {
      RelyingPartyId: webAuthn.relyingPartyId,
      UserVerification: webAuthn.userVerification,
      FactorConfiguration: webAuthn.factors,
    },
  }),
});
