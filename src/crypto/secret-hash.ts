import { createHmac, timingSafeEqual } from "node:crypto";

export interface SecretHashInput {
  /** The client's secret. */
  readonly secret: string;
  /** As sent in the same request. */
  readonly username: string;
  readonly clientId: string;
}

/** SECRET_HASH in base64 (AWS, "Computing secret hash values"). */
export const secretHash = ({ secret, username, clientId }: SecretHashInput): string =>
  createHmac("sha256", secret)
    .update(username + clientId)
    .digest("base64");

/** Takes the same time wherever the two differ. */
export function matchesSecretHash(input: SecretHashInput, hash: string): boolean {
  const expected = Buffer.from(secretHash(input));
  const actual = Buffer.from(hash);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
