import { createHash, createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { sameBytes } from "../crypto/constant-time.ts";
import { IncompleteSignatureException, InvalidSignatureException, UnrecognizedClientException } from "../lib/protocol-errors.ts";

/** Secret access keys by access key id. */
export type Credentials = ReadonlyMap<string, string>;

/** The parts of `Authorization: AWS4-HMAC-SHA256 Credential=.., SignedHeaders=.., Signature=..`. */
export interface Authorization {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const HEADER = /^AWS4-HMAC-SHA256\s+(.*)$/;
const REGION = /^[a-z0-9-]{1,32}$/;

/** Undefined where there is no SigV4 header at all. A region that could not be one is the caller's mistake and left out. */
export function parseAuthorization(header: string | undefined): (Omit<Authorization, "region"> & { region?: string }) | undefined {
  const list = HEADER.exec(header ?? "")?.[1];
  if (list === undefined) return undefined;
  const parts = new Map(list.split(/,\s*/).map((part) => part.trim().split(/=(.*)/s, 2) as [string, string]));
  const [accessKeyId = "", date = "", region = "", service = ""] = (parts.get("Credential") ?? "").split("/");
  return {
    accessKeyId,
    date,
    region: REGION.test(region) ? region : undefined,
    service,
    signedHeaders: (parts.get("SignedHeaders") ?? "").split(";"),
    signature: parts.get("Signature") ?? "",
  };
}

/** How far a signature's time may be from now (AWS, "Troubleshoot signed requests"). Real time: signers do not know of the adjustable clock. */
const SKEW_MS = 5 * 60_000;

/** `20260131T120000Z`. @throws InvalidSignatureException */
function checkAge(timestamp: string): void {
  const time = Date.parse(timestamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
  if (Number.isNaN(time)) throw new IncompleteSignatureException("Date must be in ISO-8601 'basic format'.");
  if (Date.now() - time > SKEW_MS) throw new InvalidSignatureException(`Signature expired: ${timestamp} is more than 5 min. ago.`);
  if (time - Date.now() > SKEW_MS)
    throw new InvalidSignatureException(`Signature not yet current: ${timestamp} is more than 5 min. ahead.`);
}

const sha256 = (data: string) => createHash("sha256").update(data).digest("hex");
const hmac = (key: Buffer | string, data: string) => createHmac("sha256", key).update(data).digest();

/**
 * Checks a signature, AWS "Create a signed AWS API request": canonical request, string to sign, derived key.
 * @throws UnrecognizedClientException, IncompleteSignatureException, InvalidSignatureException
 */
export function verifySignature(
  request: IncomingMessage,
  body: string,
  { authorization, credentials }: { authorization: ReturnType<typeof parseAuthorization> & object; credentials: Credentials },
): void {
  const secret = credentials.get(authorization.accessKeyId);
  if (secret === undefined) throw new UnrecognizedClientException("The security token included in the request is invalid.");
  const timestamp = String(request.headers["x-amz-date"] ?? "");
  const { date, region = "", service, signedHeaders } = authorization;
  if (!timestamp || !signedHeaders.includes("host") || !signedHeaders.includes("x-amz-date"))
    throw new IncompleteSignatureException(
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header, and a signed 'host'.",
    );
  checkAge(timestamp);
  const headers = signedHeaders
    .map(
      (name) =>
        `${name}:${String(request.headers[name] ?? "")
          .trim()
          .replace(/\s+/g, " ")}\n`,
    )
    .join("");
  const canonical = [request.method, "/", "", headers, signedHeaders.join(";"), sha256(body)].join("\n");
  const toSign = ["AWS4-HMAC-SHA256", timestamp, `${date}/${region}/${service}/aws4_request`, sha256(canonical)].join("\n");
  const key = [region, service, "aws4_request"].reduce((derived, part) => hmac(derived, part), hmac(`AWS4${secret}`, date));
  const expected = hmac(key, toSign);
  const given = Buffer.from(authorization.signature, "hex");
  if (!sameBytes(given, expected))
    throw new InvalidSignatureException(
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
    );
}
