import { createPrivateKey } from "node:crypto";
import { SignJWT } from "jose";
import type { Details } from "../../rules/identity-providers.ts";
import { invalidRequest } from "./upstream.ts";

const LIFETIME = "5m";

/** The client secret that Apple takes: a token signed with the developer's key (Apple, "Creating a client secret"). @throws UpstreamRefusal for a key that is none */
export async function appleSecret({ client_id, team_id, key_id, private_key }: Details): Promise<string> {
  const key = privateKey(private_key ?? "");
  return new SignJWT()
    .setProtectedHeader({ alg: "ES256", kid: key_id })
    .setIssuer(team_id ?? "")
    .setSubject(client_id ?? "")
    .setAudience("https://appleid.apple.com")
    .setIssuedAt()
    .setExpirationTime(LIFETIME)
    .sign(key);
}

/** As a PEM file or as what stands between its lines. */
function privateKey(text: string) {
  try {
    if (text.includes("-----BEGIN")) return createPrivateKey(text);
    return createPrivateKey({ key: Buffer.from(text, "base64"), format: "der", type: "pkcs8" });
  } catch {
    throw invalidRequest("SignInWithApple Error - the private key cannot be read");
  }
}
