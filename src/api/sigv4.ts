import { createHash, createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { sameBytes } from "../crypto/constant-time.ts";
import { IncompleteSignatureException, InvalidSignatureException, UnrecognizedClientException } from "../lib/protocol-errors.ts";
import { queryOf, type Signed } from "./signed-request.ts";

/** Secret access keys by access key id. */
export type Credentials = ReadonlyMap<string, string>;

const SERVICE = "cognito-idp";
const TERMINATOR = "aws4_request";
const LONGEST_SECONDS = 7 * 86_400;
/** How far a signature's time may be from now (AWS, "Elements of an AWS API request signature"). Real time: signers do not know of the adjustable clock. */
const SKEW_MS = 5 * 60_000;

const sha256 = (data: string) => createHash("sha256").update(data).digest("hex");
const hmac = (key: Buffer | string, data: string) => createHmac("sha256", key).update(data).digest();

/**
 * Checks a signature (AWS, "Create a signed AWS API request"): its parts, its scope, its time, and what it signs. Assumption: the
 * wording where a header other than the host is not signed. A session token is taken as it comes, if it is signed.
 * @throws UnrecognizedClientException, IncompleteSignatureException, InvalidSignatureException
 */
export function verifySignature(
  request: IncomingMessage,
  body: string,
  { signed, credentials }: { signed: Signed; credentials: Credentials },
): void {
  checkParts(signed);
  const timestamp = timestampOf(request, signed);
  checkScope(request, signed, timestamp);
  checkSignedHeaders(request, signed);
  checkAge(timestamp, signed);
  const secret = credentials.get(signed.accessKeyId);
  if (secret === undefined) throw new UnrecognizedClientException("The security token included in the request is invalid.");
  const { date, region = "" } = signed;
  const scope = [date, region, SERVICE, TERMINATOR];
  const toSign = ["AWS4-HMAC-SHA256", timestamp, scope.join("/"), sha256(canonicalRequest(request, body, signed))].join("\n");
  const expected = hmac(scope.reduce<Buffer | string>(hmac, `AWS4${secret}`), toSign);
  const given = Buffer.from(signed.signature, "hex");
  if (!sameBytes(given, expected))
    throw new InvalidSignatureException(
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
    );
}

function checkParts({ missing, preSigned }: Signed): void {
  if (missing.length === 0) return;
  const sentences = missing.map((name) =>
    preSigned ? `AWS query-string parameters must include 'X-Amz-${name}'.` : `Authorization header requires '${name}' parameter.`,
  );
  throw new IncompleteSignatureException(sentences.join(" "));
}

/** When it was signed, `20260131T120000Z`: X-Amz-Date before Date, which has the form of HTTP or this one. */
function timestampOf({ headers }: IncomingMessage, { preSigned, signedHeaders }: Signed): string {
  const name = headers["x-amz-date"] === undefined ? "date" : "x-amz-date";
  const given = preSigned?.timestamp ?? String(headers[name] ?? "");
  if (given === "" || (!preSigned && !signedHeaders.includes(name)))
    throw new IncompleteSignatureException(
      preSigned
        ? "AWS query-string parameters must include 'X-Amz-Date'."
        : "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
    );
  const timestamp = name === "date" && !preSigned ? basicDate(given) : given;
  if (Number.isNaN(timeOf(timestamp))) throw new IncompleteSignatureException("Date must be in ISO-8601 'basic format'.");
  return timestamp;
}

const timeOf = (timestamp: string): number =>
  Date.parse(timestamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));

function basicDate(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? text : `${new Date(time).toISOString().replace(/[-:]|\.\d+/g, "")}`;
}

/** The scope names the day, a region, this service and the terminator. A host of AWS's own names the region, too. */
function checkScope({ headers: { host = "" } }: IncomingMessage, { date, region, service, terminator }: Signed, timestamp: string): void {
  const [, own] = /^cognito-idp(?:-fips)?\.([a-z0-9-]+)\./.exec(host) ?? [];
  if (region === undefined || (own !== undefined && own !== region))
    throw new InvalidSignatureException(`Credential should be scoped to a valid region${own === undefined ? "" : `, not '${region}'`}.`);
  if (service !== SERVICE) throw new InvalidSignatureException(`Credential should be scoped to correct service: '${SERVICE}'.`);
  if (terminator !== TERMINATOR)
    throw new InvalidSignatureException(`Credential should be scoped with a valid terminator: '${TERMINATOR}', not '${terminator}'.`);
  const day = timestamp.slice(0, 8);
  if (date !== day)
    throw new InvalidSignatureException(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${date}' != '${day}', from '${timestamp}'.`,
    );
}

/** The host and every x-amz- header have to be signed; in a pre-signed request what is in the query is signed in any case. */
function checkSignedHeaders({ headers }: IncomingMessage, { signedHeaders }: Signed): void {
  if (!signedHeaders.includes("host"))
    throw new InvalidSignatureException("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  const unsigned = Object.keys(headers).find((name) => name.startsWith("x-amz-") && !signedHeaders.includes(name));
  if (unsigned !== undefined) throw new InvalidSignatureException(`'${unsigned}' must be a 'SignedHeader' in the AWS Authorization.`);
}

function checkAge(timestamp: string, { preSigned }: Signed): void {
  const [time, now] = [timeOf(timestamp), Date.now()];
  if (time - now > SKEW_MS) throw new InvalidSignatureException(`Signature not yet current: ${timestamp} is more than 5 min. ahead.`);
  if (!preSigned) {
    if (now - time > SKEW_MS) throw new InvalidSignatureException(`Signature expired: ${timestamp} is more than 5 min. ago.`);
    return;
  }
  const seconds = /^\d{1,6}$/.test(preSigned.expires) ? Number(preSigned.expires) : 0;
  if (seconds < 1 || seconds > LONGEST_SECONDS)
    throw new IncompleteSignatureException("X-Amz-Expires must be a number of seconds from 1 to a week, 604800.");
  if (now - time > seconds * 1000)
    throw new InvalidSignatureException(`Signature expired: ${timestamp} is more than ${seconds} seconds ago.`);
}

/** Method, path, query, signed headers, their names, and the digest of the body. */
function canonicalRequest(request: IncomingMessage, body: string, { signedHeaders }: Signed): string {
  const headers = signedHeaders.map((name) => `${name}:${headerText(request, name)}\n`).join("");
  return [request.method, "/", canonicalQuery(request.url), headers, signedHeaders.join(";"), sha256(body)].join("\n");
}

/** One header's values with commas between, single blanks inside and none around them. */
function headerText({ rawHeaders }: IncomingMessage, name: string): string {
  const values = rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]!.toLowerCase() === name);
  return values.map((value) => value.trim().replace(/\s+/g, " ")).join(",");
}

/** Every parameter but the signature, encoded (RFC 3986) and in order. */
function canonicalQuery(url: string | undefined): string {
  const pairs = [...queryOf(url)].filter(([name]) => name !== "X-Amz-Signature").map((pair) => pair.map(encoded).join("="));
  return pairs.sort((one, other) => (one < other ? -1 : 1)).join("&");
}

const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
