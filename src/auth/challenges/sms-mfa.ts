import { sentCodeFactor } from "./sent-code-factor.ts";

/** A code by SMS as the second factor. */
export const smsMfa = sentCodeFactor({ name: "SMS_MFA", attribute: "phone_number", response: "SMS_MFA_CODE" });
