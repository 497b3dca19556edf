import { sentCodeFactor } from "./sent-code-factor.ts";

/** A one-time password by SMS as the first factor. Its twin by e-mail shares its name with a second factor. */
export const smsOtp = sentCodeFactor({ name: "SMS_OTP", attribute: "phone_number", response: "SMS_OTP_CODE" });
