import type { IncomingMessage } from "node:http";

/** What a SigV4 request says of its signature, in the Authorization header or, pre-signed, in the query. */
export interface Signed {
  readonly accessKeyId: string;
  /** Of the credential scope: `20260131`, region, service and terminator. A region that could not be one is the caller's mistake and left out. */
  readonly date: string;
  readonly region?: string;
  readonly service: string;
  readonly terminator: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** Pre-signed only: when it was signed, and for how many seconds that holds. */
  readonly preSigned?: { readonly timestamp: string; readonly expires: string };
  /** Names of the parts that are not there. */
  readonly missing: readonly string[];
}

const ALGORITHM = "AWS4-HMAC-SHA256";
const REGION = /^[a-z0-9-]{1,32}$/;

/** Undefined where there is no SigV4 signature at all. The header counts before the query. */
export const signedRequest = ({ headers, url }: Pick<IncomingMessage, "headers" | "url">): Signed | undefined =>
  fromHeader(headers.authorization) ?? fromQuery(queryOf(url));

export const queryOf = (url = ""): URLSearchParams => new URLSearchParams(url.includes("?") ? url.slice(url.indexOf("?") + 1) : "");

function fromHeader(header = ""): Signed | undefined {
  if (!/^AWS4-HMAC-SHA256\s/.test(header)) return undefined;
  const list = header.slice(ALGORITHM.length);
  const parts = new Map(list.split(",").map((part) => part.trim().split(/=(.*)/s, 2) as [string, string]));
  return signed((name) => parts.get(name));
}

function fromQuery(query: URLSearchParams): Signed | undefined {
  if (query.get("X-Amz-Algorithm") !== ALGORITHM) return undefined;
  const [timestamp, expires] = [query.get("X-Amz-Date") ?? "", query.get("X-Amz-Expires") ?? ""];
  return { ...signed((name) => query.get(`X-Amz-${name}`) ?? undefined), preSigned: { timestamp, expires } };
}

function signed(part: (name: "Credential" | "SignedHeaders" | "Signature") => string | undefined): Signed {
  const [accessKeyId = "", date = "", region = "", service = "", terminator = ""] = (part("Credential") ?? "").split("/");
  return {
    accessKeyId,
    date,
    region: REGION.test(region) ? region : undefined,
    service,
    terminator,
    signedHeaders: (part("SignedHeaders") ?? "").toLowerCase().split(";"),
    signature: part("Signature") ?? "",
    missing: (["Credential", "Signature", "SignedHeaders"] as const).filter((name) => !part(name)),
  };
}
