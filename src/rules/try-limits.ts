import { type CognitoError, LimitExceededException, NotAuthorizedException, TooManyFailedAttemptsException } from "#generated/errors.ts";

/** How often a user may try something, and the error for one try more. */
export interface TryLimit {
  readonly kind: string;
  readonly perHour: number;
  readonly exceeded: () => CognitoError;
}

const HOUR_MS = 3_600_000;
const MESSAGE = "Attempt limit exceeded, please try after some time.";

const limit = (kind: string, perHour: number, exceeded = () => new LimitExceededException(MESSAGE) as CognitoError): TryLimit => ({
  kind,
  perHour,
  exceeded,
});

/** Per user and hour (AWS, "Quotas in Amazon Cognito"). */
export const CONFIRM_SIGN_UP = limit("confirm-sign-up", 15, () => new TooManyFailedAttemptsException(MESSAGE));
export const RESEND_CODE = limit("resend-code", 5);
/** Assumption: as many for a factor of a sign-in under way. */
export const RESEND_FACTOR = limit("resend-factor", 5);
export const FORGOT_PASSWORD = limit("forgot-password", 5);
/** 5 to 20 by risk on AWS, which nothing here assesses. */
export const CONFIRM_FORGOT_PASSWORD = limit("confirm-forgot-password", 20);
export const CHANGE_PASSWORD = limit("change-password", 5);
export const SEND_ATTRIBUTE_CODE = limit("send-attribute-code", 5);
export const VERIFY_ATTRIBUTE = limit("verify-attribute", 15);
/** Wrong codes at sign-in. Assumption: the number and the error; six wrong ones in a row are still answered one by one on AWS. */
export const MFA_CODE = limit("mfa-code", 20, () => new NotAuthorizedException(MESSAGE));

/** The times (ms) that count from now on, this try included; undefined where it is one too many. */
export function addTry(times: readonly number[], now: number, perHour: number): readonly number[] | undefined {
  const recent = times.filter((time) => time > now - HOUR_MS);
  return recent.length >= perHour ? undefined : [...recent, now];
}
