import { issueMachineToken } from "../../auth/issue-tokens.ts";
import { livingScopes } from "../../auth/living-scopes.ts";
import { isObject } from "../../triggers/invoke.ts";
import { clientError, invalidRequest, unauthorizedClient } from "../errors.ts";
import type { Grant } from "./grant.ts";

/** RFC 6749 section 4.4: a token for the client itself. */
export const clientCredentials: Grant = async ({ ctx, pool, client, form }) => {
  const { enabled, flows, scopes } = client.oauth;
  if (!enabled || !flows.includes("client_credentials")) throw unauthorizedClient();
  const asked = (form["scope"] ?? "").split(" ").filter(Boolean);
  // AWS documents that scopes which the client lacks are left out. Assumption: an error where none is left of those asked for.
  const allowed = asked.length === 0 ? scopes : [...new Set(asked)].filter((scope) => scopes.includes(scope));
  if (allowed.length === 0) throw clientError("invalid_scope");
  const clientMetadata = metadataOf(form["aws_client_metadata"]);
  return issueMachineToken(ctx, { pool, client, scopes: await livingScopes(ctx.store, pool.id, allowed), clientMetadata, source: "oauth" });
};

/** A JSON object of texts, for the pool's trigger. @throws Refusal */
function metadataOf(text: string | undefined): Readonly<Record<string, string>> | undefined {
  if (!text) return undefined;
  try {
    const metadata: unknown = JSON.parse(text);
    if (isObject(metadata) && Object.values(metadata).every((value) => typeof value === "string"))
      return metadata as Record<string, string>;
  } catch {
    // Told below.
  }
  throw invalidRequest();
}
