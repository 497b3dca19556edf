import { afterPassing, type Challenge } from "../attempt.ts";
import { dueSecondFactor } from "../factors/second-factor.ts";
import { useTotpCode } from "../factors/totp-factor.ts";
import { required } from "../parameters.ts";
import { invalidSession } from "../session.ts";

/** The code that the user's authenticator app shows. */
export const softwareTokenMfa: Challenge = {
  name: "SOFTWARE_TOKEN_MFA",
  due: (attempt) => dueSecondFactor(attempt) === "SOFTWARE_TOKEN_MFA",
  ask: async ({ user }) => ({
    parameters: { ...(user.totp?.deviceName && { FRIENDLY_DEVICE_NAME: user.totp.deviceName }), USER_ID_FOR_SRP: user.username },
  }),
  answer: async (attempt, { responses }) => {
    const { ctx, pool, user } = attempt;
    const code = required(responses, "SOFTWARE_TOKEN_MFA_CODE");
    if (!user) throw invalidSession();
    return afterPassing(attempt, await useTotpCode(ctx, pool, { user, code }), "SOFTWARE_TOKEN_MFA");
  },
};
