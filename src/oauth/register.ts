import { CognitoError } from "#generated/errors.ts";
import type { Context } from "../context.ts";
import { clientId, clientSecret } from "../lib/ids.ts";
import { type Client, clients } from "../records/clients.ts";
import { type Pool, pools } from "../records/pools.ts";
import { REGISTRATION_SCOPE } from "../records/resource-servers.ts";
import { BUILT_IN } from "../rules/identity-providers.ts";
import { buildClient } from "../services/clients/build-client.ts";
import { checkReferences } from "../services/clients/references.ts";
import { clientSecretOf } from "../services/clients/secrets.ts";
import { jsonAnswer } from "../web/answer.ts";
import type { Call, Endpoint } from "./call.ts";
import { oauthChecks } from "./checks.ts";
import { clientError, invalidRequest } from "./errors.ts";

/** What a client says of itself (RFC 7591 section 2), as far as it is acted on. */
interface Metadata {
  readonly redirect_uris?: readonly string[];
  readonly grant_types?: readonly string[];
  readonly token_endpoint_auth_method?: string;
  readonly client_name?: string;
  readonly scope?: string;
}

type Flow = Client["oauth"]["flows"][number];

const IDENTITY_SCOPES = ["openid", "email", "phone", "profile"];
const FLOWS: Readonly<Record<string, Flow>> = { authorization_code: "code", client_credentials: "client_credentials" };

/** `POST /oauth2/register`: an application makes a client of its own, openly or by a token for it (RFC 7591). Assumption: statuses and bodies, which are the RFC's. */
export const register: Endpoint = async (call) => {
  const { ctx, json } = call;
  const pool = await poolOf(call);
  const flowsOf = await permitted(call, pool);
  if ((await oauthChecks()).get("register")!.jsonMistakes(json).length > 0) throw clientError("invalid_client_metadata");
  const metadata = json as Metadata;
  const grants = metadata.grant_types ?? ["authorization_code"];
  const flows = grants.filter((grant) => grant !== "refresh_token").map((grant) => FLOWS[grant]);
  if (flows.length === 0 || flows.some((flow) => !flow || !flowsOf.includes(flow)))
    throw clientError("invalid_client_metadata", "grant_types");
  const client = await registered(ctx, pool, { metadata, flows: flows as Flow[] });
  return jsonAnswer(201, viewOf(client, grants, metadata));
};

/** On a host that pools share the query names it, as the address in its discovery document does. */
async function poolOf({ ctx, place, query }: Call): Promise<Pool> {
  const id = place.own?.poolId ?? query.values["user_pool_id"] ?? "";
  const pool = await pools.find(ctx.store, id, id);
  if (!pool?.dynamicRegistration) throw invalidRequest("Dynamic client registration is not turned on for the user pool.");
  return pool;
}

/** The flows that may be asked for. @throws Refusal for a token that does not let anybody register, and for none where one is wanted */
async function permitted({ ctx, authorization }: Call, pool: Pool): Promise<readonly string[]> {
  const {
    OpenDcrEnabled,
    OpenDcrGrantTypes = ["code"],
    AuthenticatedGrantTypes = ["code", "client_credentials"],
  } = pool.settings.DcrConfiguration ?? {};
  const [, token] = /^Bearer +([\w.=-]+)$/i.exec(authorization ?? "") ?? [];
  if (token === undefined && OpenDcrEnabled) return OpenDcrGrantTypes;
  const claims = token === undefined ? undefined : await ctx.tokens.verifyAnyAccess(token).catch(() => undefined);
  if (claims?.poolId !== pool.id) throw clientError("invalid_token", undefined, 401);
  if (!(claims.scope ?? "").split(" ").includes(REGISTRATION_SCOPE)) throw clientError("insufficient_scope", undefined, 403);
  return AuthenticatedGrantTypes;
}

async function registered(ctx: Context, pool: Pool, { metadata, flows }: { metadata: Metadata; flows: Flow[] }): Promise<Client> {
  const id = clientId();
  const now = ctx.clock.now();
  const secrets = metadata.token_endpoint_auth_method === "none" ? [] : [clientSecretOf(id, clientSecret(), now)];
  // Whatever an application calls itself, the API knows but some characters in a client's name.
  const name = metadata.client_name?.replace(/[^\w\s+=,.@-]/g, "_").slice(0, 128) || id;
  try {
    const client = buildClient(
      pool,
      {
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthFlows: flows,
        AllowedOAuthScopes: scopesOf(pool, metadata, flows),
        CallbackURLs: [...(metadata.redirect_uris ?? [])],
        SupportedIdentityProviders: [BUILT_IN],
        ExplicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"],
      },
      { id, name, createdAt: now, modifiedAt: now, registered: true, secrets },
    );
    await checkReferences(ctx.store, client);
    await ctx.store.commit([clients.put(client)]);
    return client;
  } catch (error) {
    throw error instanceof CognitoError ? clientError("invalid_client_metadata", error.message) : error;
  }
}

/** Those that it wants and may have: of identity where users sign in, others as the pool allows, never that of registering (AWS, DcrConfigurationType). */
function scopesOf({ settings }: Pool, { scope }: Metadata, flows: readonly Flow[]): string[] {
  const own = (settings.DcrConfiguration?.AllowedScopes ?? []).filter((name) => name !== REGISTRATION_SCOPE);
  const allowed = [...new Set([...(flows.includes("code") ? IDENTITY_SCOPES : []), ...own])];
  const wanted = scope?.split(" ").filter(Boolean);
  return wanted ? allowed.filter((name) => wanted.includes(name)) : allowed;
}

/** RFC 7591 section 3.2.1. */
const viewOf = (client: Client, grants: readonly string[], { token_endpoint_auth_method: method }: Metadata): object => ({
  client_id: client.id,
  client_id_issued_at: Math.floor(client.createdAt / 1000),
  ...(client.secrets[0] && { client_secret: client.secrets[0].value, client_secret_expires_at: 0 }),
  client_name: client.name,
  redirect_uris: client.oauth.callbackUrls,
  grant_types: grants,
  response_types: client.oauth.flows.includes("code") ? ["code"] : [],
  token_endpoint_auth_method: method ?? "client_secret_basic",
  scope: client.oauth.scopes.join(" "),
});
