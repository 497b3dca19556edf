import { clients } from "../records/clients.ts";
import type { RecordedCall } from "../runtime/calls.ts";
import type { Driver } from "../storage/driver.ts";
import { poolOfIssuer } from "../tokens/issuer.ts";

/** The members of a JSON object. */
export type Parts = Readonly<Record<string, unknown>>;

/** What a request is about, as far as it says so itself. */
export interface RequestSubject {
  readonly userPoolId?: string;
  readonly clientId?: string;
  readonly username?: string;
}

export interface ReadCall extends RecordedCall {
  /** Of an operation. */
  readonly input?: Parts;
  readonly output?: Parts;
}

/** Read from names in the request, from its tokens and from those that it was answered with. What a token says is not verified. */
export async function subjectOf(store: Driver, { hosted, request, input = {}, output = {} }: ReadCall): Promise<RequestSubject> {
  const sent: Parts = hosted ? { ...parametersOf(hosted.query), ...parametersOf(request) } : input;
  const claims = claimsOf(sent, output);
  const clientId = text(sent["ClientId"]) ?? text(sent["client_id"]) ?? text(claims["client_id"]);
  const userPoolId =
    text(sent["UserPoolId"]) ??
    hosted?.poolId ??
    poolOfIssuer(claims["iss"]) ??
    text(partsOf(output["UserPool"])["Id"]) ??
    text(sent["ResourceArn"])?.split("/")[1] ??
    (clientId === undefined ? undefined : (await clients.findBy(store, "clientId", clientId))?.poolId);
  return { userPoolId, clientId, username: usernameIn(sent) ?? text(claims["username"]) };
}

const usernameIn = (sent: Parts): string | undefined =>
  [sent["Username"], partsOf(sent["AuthParameters"])["USERNAME"], partsOf(sent["ChallengeResponses"])["USERNAME"], sent["username"]]
    .map(text)
    .find((name) => name !== undefined && name !== "");

/** Of the access token that was sent, or of the one in the answer. */
function claimsOf(sent: Parts, output: Parts): Parts {
  const tokens = [sent["AccessToken"], partsOf(output["AuthenticationResult"])["AccessToken"], output["access_token"]];
  const token = tokens.map(text).find((each) => each !== undefined);
  return parsed(Buffer.from(token?.split(".")[1] ?? "", "base64url").toString("utf8")) ?? {};
}

const parametersOf = (query = ""): Parts => Object.fromEntries(new URLSearchParams(query));

export const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

const partsOf = (value: unknown): Parts => (typeof value === "object" && value !== null ? (value as Parts) : {});

/** Undefined for what is no object as JSON. */
export function parsed(json = ""): Parts | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null ? (value as Parts) : undefined;
  } catch {
    return undefined;
  }
}
