import { createPrivateKey, createPublicKey } from "node:crypto";
import { exportJWK, SignJWT } from "jose";
import type { Context } from "../../context.ts";
import { sameText } from "../../crypto/constant-time.ts";
import { sealBytes, unsealBytes } from "../../crypto/seal.ts";
import type { IdentityProvider } from "../../records/identity-providers.ts";
import type { LocalAccount } from "../../records/local-providers.ts";
import { poolSigningKey } from "../pool-certificate.ts";
import { localAccount } from "./accounts.ts";
import { localAddress } from "./stand-in.ts";

const BOUND = "local provider";
const CODE_MS = 60_000;
const HOUR_SECONDS = 3600;

/** What a code or an access token of the page stands for. It lives in real time, as a provider elsewhere would. */
interface Granted {
  readonly use: "code" | "access";
  readonly subject: string;
  readonly nonce?: string;
  readonly redirectUri?: string;
  readonly expiresAt: number;
}

/** An answer in JSON; a status of 400 and up is an OAuth 2.0 error. */
export interface JsonAnswer {
  readonly status: number;
  readonly body: object;
}

async function sealed(ctx: Context, { poolId, name }: IdentityProvider, granted: Granted): Promise<string> {
  return sealBytes(await ctx.tokens.sessionKey(poolId), JSON.stringify(granted), `${BOUND} ${name}`).toString("base64url");
}

async function opened(ctx: Context, { poolId, name }: IdentityProvider, text: string, use: Granted["use"]): Promise<Granted | undefined> {
  const content = unsealBytes(await ctx.tokens.sessionKey(poolId), Buffer.from(text, "base64url"), `${BOUND} ${name}`);
  const granted = content === undefined ? undefined : (JSON.parse(content) as Granted);
  return granted?.use === use && granted.expiresAt > Date.now() ? granted : undefined;
}

export const localCode = (
  ctx: Context,
  provider: IdentityProvider,
  given: Pick<Granted, "subject" | "nonce" | "redirectUri">,
): Promise<string> => sealed(ctx, provider, { ...given, use: "code", expiresAt: Date.now() + CODE_MS });

/** The token endpoint in the provider's place. */
export async function localTokens(ctx: Context, provider: IdentityProvider, form: Readonly<Record<string, string>>): Promise<JsonAnswer> {
  if (form["grant_type"] !== "authorization_code") return failure("unsupported_grant_type");
  if (!isClient(provider, form)) return failure("invalid_client", 401);
  const granted = await opened(ctx, provider, form["code"] ?? "", "code");
  if (!granted || granted.redirectUri !== form["redirect_uri"]) return failure("invalid_grant");
  const account = await localAccount(ctx, provider, granted.subject);
  if (!account) return failure("invalid_grant");
  const access = { use: "access", subject: granted.subject, expiresAt: Date.now() + HOUR_SECONDS * 1000 } as const;
  return {
    status: 200,
    body: {
      access_token: await sealed(ctx, provider, access),
      token_type: "Bearer",
      expires_in: HOUR_SECONDS,
      ...(provider.details["oidc_issuer"] !== undefined && { id_token: await idToken(ctx, provider, { account, nonce: granted.nonce }) }),
    },
  };
}

/** Apple's secret is a token of the developer's, which only Apple could check. */
function isClient(
  { type, details }: IdentityProvider,
  { client_id: id, client_secret: secret = "" }: Readonly<Record<string, string>>,
): boolean {
  if (id !== details["client_id"]) return false;
  return type === "SignInWithApple" || sameText(secret, details["client_secret"] ?? "");
}

async function idToken(
  ctx: Context,
  provider: IdentityProvider,
  { account, nonce }: { account: LocalAccount; nonce?: string },
): Promise<string> {
  const key = createPrivateKey(await poolSigningKey(ctx, provider.poolId));
  return new SignJWT({ ...account.claims, ...(nonce !== undefined && { nonce }) })
    .setProtectedHeader({ alg: "RS256", kid: provider.poolId })
    .setIssuer(localAddress(ctx.settings.publicUrl, provider))
    .setSubject(account.subject)
    .setAudience(provider.details["client_id"] ?? "")
    .setIssuedAt()
    .setExpirationTime(`${HOUR_SECONDS}s`)
    .sign(key);
}

export async function localKeys(ctx: Context, { poolId }: IdentityProvider): Promise<object> {
  const key = await exportJWK(createPublicKey(await poolSigningKey(ctx, poolId)));
  return { keys: [{ ...key, kid: poolId, alg: "RS256", use: "sig" }] };
}

/** What the provider says of whoever the access token speaks for, the subject under the name that it has there. */
export async function localUserInfo(ctx: Context, provider: IdentityProvider, authorization = ""): Promise<JsonAnswer> {
  const granted = await opened(ctx, provider, authorization.replace(/^Bearer /i, ""), "access");
  const account = granted && (await localAccount(ctx, provider, granted.subject));
  if (!account) return failure("invalid_token", 401);
  return { status: 200, body: { ...account.claims, [provider.mapping["username"] ?? "sub"]: account.subject } };
}

const failure = (error: string, status = 400): JsonAnswer => ({ status, body: { error } });
