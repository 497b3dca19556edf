import { isLoopbackHost } from "../lib/loopback.ts";
import type { ClientMetadata } from "../records/client-documents.ts";

/**
 * Whether a pattern of a policy takes an address. Its `*` stands for any characters of the host, or of what follows it: a star for
 * a part of the host reaches into no path, or everybody could have an address that it takes.
 */
export function matchesUrlPattern(pattern: string, url: string): boolean {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  // Such as a name before the host, a fragment, or a host in other letters than it is asked for by.
  if (!parsed || parsed.href !== url || parsed.hash !== "" || parsed.username !== "" || parsed.password !== "") return false;
  const [, host = "", path = ""] = /^https:\/\/([^/]*)(.*)$/.exec(pattern) ?? [];
  return parsed.protocol === "https:" && matches(host, parsed.host) && matches(path || "/", parsed.pathname + parsed.search);
}

/** Without going back: the parts between the stars are looked for from left to right. */
function matches(pattern: string, text: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return text === pattern;
  const end = text.length - last.length;
  if (!text.startsWith(first) || end < first.length || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

/** As app clients may have them: without a fragment, and without TLS on this machine alone. Such as javascript: leads nowhere. */
function isCallback(uri: unknown): uri is string {
  if (typeof uri !== "string" || uri.includes("#") || !URL.canParse(uri)) return false;
  const { protocol, host } = new URL(uri);
  return protocol === "http:" ? isLoopbackHost(host) : !["javascript:", "data:", "file:", "vbscript:"].includes(protocol);
}

/**
 * What a metadata document says; undefined for one that is not to be trusted. It has to name the very address that it is from,
 * and may hold no secret, which everybody could read (OAuth Client ID Metadata Document, section 4).
 */
export function readClientMetadata(url: string, document: unknown): ClientMetadata | undefined {
  if (typeof document !== "object" || document === null) return undefined;
  const { client_id, client_name, redirect_uris, scope, ...others } = document as Record<string, unknown>;
  if (client_id !== url || "client_secret" in others || "client_secret_expires_at" in others) return undefined;
  if (/^client_secret_/.test(String(others["token_endpoint_auth_method"] ?? ""))) return undefined;
  if (!Array.isArray(redirect_uris) || redirect_uris.length === 0 || !redirect_uris.every(isCallback)) return undefined;
  return {
    client_id,
    redirect_uris,
    ...(typeof client_name === "string" && { client_name }),
    ...(typeof scope === "string" && { scope }),
  };
}
