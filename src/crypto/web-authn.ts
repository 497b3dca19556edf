import { createHash } from "node:crypto";
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import { sameBytes } from "./constant-time.ts";

/** ES256 and RS256, the COSE algorithms that are asked for. */
export const ALGORITHMS = [-7, -257];

/** What a ceremony has to agree with. */
export interface Expectation {
  /** The challenge that was handed out, in base64url. */
  readonly challenge: string;
  readonly relyingPartyId: string;
  /** Whether the authenticator must have verified its user, and not only seen one. */
  readonly userVerification: boolean;
}

/** A public key that an authenticator made. */
export interface Credential {
  /** Base64url. */
  readonly id: string;
  /** COSE, base64. */
  readonly publicKey: string;
  /** Signatures so far, as the authenticator counts; 0 where it does not. */
  readonly counter: number;
}

/** What is wrong with a registration, as far as callers tell it apart. */
export type RegistrationFailure = "challenge" | "origin" | "relying-party" | "not-supported" | "invalid";

export type Registration = { readonly credential: Credential } | { readonly failure: RegistrationFailure };

interface ClientData {
  readonly challenge: string;
  readonly origin: string;
}

/** Loaded when somebody first uses a passkey: it takes long, and most never do. */
const library = () => import("@simplewebauthn/server");
const decoders = () => import("@simplewebauthn/server/helpers");

/**
 * Whether a page of this origin may use the relying party's id: its host is that name or below it, and its transport is
 * safe (WebAuthn Level 3 section 5.1.2). Android apps have an origin of their own, which names no host.
 */
export function isAllowedOrigin(origin: string, relyingPartyId: string): boolean {
  if (/^android:apk-key-hash:[\w+/=-]+$/.test(origin)) return true;
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname, origin: canonical } = new URL(origin);
  if (canonical !== origin) return false;
  const local = hostname === "localhost" || hostname.endsWith(".localhost");
  if (protocol !== "https:" && !(protocol === "http:" && local)) return false;
  return hostname === relyingPartyId || hostname.endsWith(`.${relyingPartyId}`);
}

/** Verifies a RegistrationResponseJSON (WebAuthn Level 3 section 7.1), whatever it is really. */
export async function verifyRegistration(response: unknown, expected: Expectation): Promise<Registration> {
  const clientData = clientDataOf(response);
  if (!clientData) return { failure: "invalid" };
  if (clientData.challenge !== expected.challenge) return { failure: "challenge" };
  if (!isAllowedOrigin(clientData.origin, expected.relyingPartyId)) return { failure: "origin" };
  const given = response as RegistrationResponseJSON;
  try {
    const failure = await misfit(given, expected);
    if (failure) return { failure };
    const { verifyRegistrationResponse } = await library();
    const { registrationInfo } = await verifyRegistrationResponse({
      ...asked(given, clientData, expected),
      supportedAlgorithmIDs: ALGORITHMS,
    });
    if (!registrationInfo) return { failure: "invalid" };
    const { id, publicKey, counter } = registrationInfo.credential;
    return { credential: { id, publicKey: Buffer.from(publicKey).toString("base64"), counter } };
  } catch {
    // Everything that is wrong with what an authenticator sent is an exception of the library.
    return { failure: "invalid" };
  }
}

/** Verifies an AuthenticationResponseJSON (WebAuthn Level 3 section 7.2); the counter that comes with it, or undefined where anything is wrong. */
export async function verifyAssertion(
  response: unknown,
  { id, publicKey, counter }: Credential,
  expected: Expectation,
): Promise<number | undefined> {
  const clientData = clientDataOf(response);
  if (!clientData || !isAllowedOrigin(clientData.origin, expected.relyingPartyId)) return undefined;
  try {
    const { verifyAuthenticationResponse } = await library();
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      ...asked(response as AuthenticationResponseJSON, clientData, expected),
      credential: { id, publicKey: new Uint8Array(Buffer.from(publicKey, "base64")), counter },
    });
    return verified && (response as AuthenticationResponseJSON).id === id ? authenticationInfo.newCounter : undefined;
  } catch {
    return undefined;
  }
}

const asked = <T>(response: T, { origin }: ClientData, { challenge, relyingPartyId, userVerification }: Expectation) => ({
  response,
  expectedChallenge: challenge,
  expectedOrigin: origin,
  expectedRPID: relyingPartyId,
  requireUserVerification: userVerification,
});

/** What callers tell apart, which the library does by its texts only. */
async function misfit(
  { response }: RegistrationResponseJSON,
  { relyingPartyId }: Expectation,
): Promise<"relying-party" | "not-supported" | undefined> {
  const { decodeAttestationObject, decodeCredentialPublicKey, parseAuthenticatorData, cose } = await decoders();
  const { rpIdHash, credentialPublicKey } = parseAuthenticatorData(
    decodeAttestationObject(new Uint8Array(Buffer.from(response.attestationObject, "base64url"))).get("authData"),
  );
  if (!sameBytes(rpIdHash, createHash("sha256").update(relyingPartyId).digest())) return "relying-party";
  const algorithm = credentialPublicKey && decodeCredentialPublicKey(credentialPublicKey).get(cose.COSEKEYS.alg);
  return algorithm !== undefined && ALGORITHMS.includes(algorithm) ? undefined : "not-supported";
}

/** What the browser says that it was asked; undefined for what is no such thing. */
function clientDataOf(given: unknown): ClientData | undefined {
  const encoded = member(member(given, "response"), "clientDataJSON");
  if (typeof encoded !== "string") return undefined;
  try {
    const data: unknown = JSON.parse(Buffer.from(encoded, "base64url").toString("utf8"));
    const [challenge, origin] = [member(data, "challenge"), member(data, "origin")];
    return typeof challenge === "string" && typeof origin === "string" ? { challenge, origin } : undefined;
  } catch {
    return undefined;
  }
}

const member = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
