import { call, Refusal, reach } from "./api.ts";
import { sourceOf } from "./claim-sources.ts";
import { control } from "./control.ts";

export interface Finding {
  readonly words: string;
  /** Undefined: neither speaks for it nor against it. */
  readonly good?: boolean;
}

export interface Verdict {
  readonly kind: string;
  readonly header?: object;
  readonly claims: readonly { readonly name: string; readonly value: unknown; readonly from: string }[];
  readonly findings: readonly Finding[];
}

type Members = Readonly<Record<string, unknown>>;

/** Looks into a token: what it says, where that comes from, and whether the server takes it. */
export async function judge(token: string): Promise<Verdict> {
  const parts = token.split(".");
  if (parts.length === 5) return { kind: "Refresh token", claims: [], findings: [{ words: "It is encrypted: only the server reads it." }] };
  const header = parts.length === 3 ? decoded(parts[0]!) : undefined;
  const payload = parts.length === 3 ? decoded(parts[1]!) : undefined;
  if (!header || !payload) return { kind: "No token", claims: [], findings: [{ words: "It is no JSON Web Token.", good: false }] };
  const poolId = String(payload["iss"] ?? "")
    .split("/")
    .at(-1)!;
  const kind = payload["token_use"] === "access" ? "Access token" : payload["token_use"] === "id" ? "ID token" : "JSON Web Token";
  const [signature, times] = await Promise.all([signatureFinding(token, { header, poolId }), timeFinding(payload)]);
  const server = signature.good === false ? [] : [await serverFinding(token, { payload, poolId })];
  const claims = Object.entries(payload).map(([name, value]) => ({ name, value, from: sourceOf(name, payload) }));
  return { kind, header, claims, findings: [signature, times, ...server] };
}

function decoded(part: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytesOf(part)));
    return typeof value === "object" && value !== null ? (value as Members) : undefined;
  } catch {
    return undefined;
  }
}

const bytesOf = (base64url: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));

type Key = JsonWebKey & { readonly kid: string };

async function signatureFinding(token: string, { header, poolId }: { header: Members; poolId: string }): Promise<Finding> {
  const response = await reach(`/${encodeURIComponent(poolId)}/.well-known/jwks.json`, {});
  if (!response.ok) return { words: `This server has no pool ${poolId}.`, good: false };
  const { keys } = (await response.json()) as { keys: Key[] };
  const key = keys.find(({ kid }) => kid === header["kid"]);
  if (!key)
    return { words: `Pool ${poolId} has no key ${String(header["kid"])}: it was signed elsewhere, or before a reset.`, good: false };
  if (!crypto.subtle) return { words: "The signature can be checked on localhost and over TLS only." };
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("jwk", key, algorithm, false, ["verify"]);
  const end = token.lastIndexOf(".");
  const signed = new TextEncoder().encode(token.slice(0, end));
  const genuine = await crypto.subtle.verify(algorithm, imported, bytesOf(token.slice(end + 1)), signed).catch(() => false);
  return genuine ? { words: `Pool ${poolId} signed it.`, good: true } : { words: "The signature is wrong: it was changed.", good: false };
}

async function timeFinding({ exp }: Members): Promise<Finding> {
  if (typeof exp !== "number") return { words: "It never expires." };
  const { now } = await control<{ now: string }>("clock");
  const seconds = Math.round(exp - Date.parse(now) / 1000);
  return seconds > 0
    ? { words: `It expires in ${spanOf(seconds)}, by the server's clock.`, good: true }
    : { words: `It expired ${spanOf(-seconds)} ago, by the server's clock.`, good: false };
}

const spanOf = (seconds: number): string => (seconds < 120 ? `${seconds} seconds` : `${Math.floor(seconds / 60)} minutes`);

/** What the server itself says: of an access token by a call with it, of an ID token whether its user is there. */
async function serverFinding(token: string, { payload, poolId }: { payload: Members; poolId: string }): Promise<Finding> {
  const user = payload["cognito:username"] ?? payload["username"];
  try {
    if (payload["token_use"] === "access" && user !== undefined) await call("GetUser", { AccessToken: token });
    else if (user !== undefined) await call("AdminGetUser", { UserPoolId: poolId, Username: String(user) });
    else return { words: "It is of an app client, not of a user." };
    return { words: "The server takes it.", good: true };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // A sign-in by OAuth for other scopes: fine elsewhere.
    if (/required scopes/.test(error.message))
      return { words: "It is not for the API of Cognito itself: it lacks the scope aws.cognito.signin.user.admin." };
    return { words: `The server refuses it: ${error.message}`, good: false };
  }
}
