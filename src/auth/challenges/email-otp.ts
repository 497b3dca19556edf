import { sentCodeFactor } from "./sent-code-factor.ts";

/** A code by e-mail as the second factor, or as the first. */
export const emailOtp = sentCodeFactor({ name: "EMAIL_OTP", attribute: "email", response: "EMAIL_OTP_CODE" });
