import { secretHash as hashOf, type SecretHashInput } from "../crypto/secret-hash.ts";
import { totpCode, totpStep } from "../crypto/totp.ts";

/** Values that a client computes. */
export interface Computed {
  /** The code that an authenticator app shows. `steps`: so many half minutes later or, negative, earlier. */
  readonly totp?: { readonly secret: string; readonly steps?: number };
  readonly secretHash?: SecretHashInput;
  /** What a browser says of a passkey's ceremony, in base64url (WebAuthn Level 3 section 5.8.1). */
  readonly clientData?: { readonly type: string; readonly challenge: string; readonly origin: string };
}

/** By the name of the member that asks for it; `now` in milliseconds. */
export const computedBy = ({ totp, secretHash, clientData }: Computed, now: number): Record<string, string> => ({
  ...(totp && { totp: totpCode(totp.secret, totpStep(now) + (totp.steps ?? 0)) }),
  ...(secretHash && { secretHash: hashOf(secretHash) }),
  ...(clientData && { clientData: Buffer.from(JSON.stringify(clientData)).toString("base64url") }),
});
