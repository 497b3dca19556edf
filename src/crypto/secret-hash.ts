import { createHmac } from "node:crypto";
import { sameText } from "./constant-time.ts";

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

export const matchesSecretHash = (input: SecretHashInput, hash: string): boolean => sameText(secretHash(input), hash);
