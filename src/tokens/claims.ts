import { uuid } from "../lib/ids.ts";
import { tracksSessions } from "../records/pools.ts";
import type { Claims, Grant, MachineGrant } from "./grant.ts";
import { tokenId } from "./token-id.ts";

/** What both tokens of one issue have in common. Times in milliseconds. */
export interface Occasion {
  readonly now: number;
  readonly issuer: string;
  readonly authTime: number;
  readonly originJti: string;
  readonly eventId: string;
  readonly scopes: readonly string[];
}

export const API_SCOPES: readonly string[] = ["aws.cognito.signin.user.admin"];

export const occasionOf = (grant: Grant, { now, issuer }: { now: number; issuer: string }): Occasion => ({
  now,
  issuer,
  authTime: grant.authTime ?? now,
  originJti: grant.originJti ?? tokenId(grant.user),
  eventId: grant.eventId ?? uuid(),
  scopes: grant.scopes ?? API_SCOPES,
});

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);
/** Members set to undefined are left out of the JSON; members keep the order in which AWS writes them. */
const compact = (claims: Record<string, unknown>): Claims =>
  Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));

export function accessClaims(grant: Grant, occasion: Occasion): Claims {
  const { client, user, source, deviceKey, resource, actor } = grant;
  return compact({
    sub: user.sub,
    device_key: deviceKey,
    "cognito:groups": groupNames(grant.groups),
    iss: occasion.issuer,
    version: source === "oauth" ? 2 : undefined,
    client_id: client.id,
    aud: resource,
    origin_jti: originOf(grant, occasion),
    event_id: occasion.eventId,
    token_use: "access",
    scope: occasion.scopes.join(" ") || undefined,
    auth_time: seconds(occasion.authTime),
    exp: seconds(occasion.now) + client.accessTokenSeconds,
    iat: seconds(occasion.now),
    jti: tokenId(user),
    username: user.username,
    act: actor,
  });
}

/** Of client credentials: the client itself is the subject. */
export const machineClaims = ({ client, scopes, source }: MachineGrant, { now, issuer }: Pick<Occasion, "now" | "issuer">): Claims =>
  compact({
    sub: client.id,
    token_use: "access",
    scope: scopes.join(" "),
    auth_time: seconds(now),
    iss: issuer,
    exp: seconds(now) + client.accessTokenSeconds,
    iat: seconds(now),
    version: source === "oauth" ? 2 : undefined,
    jti: uuid(),
    client_id: client.id,
  });

/** Undefined where the scopes of an OAuth grant lack openid. */
export function idClaims(grant: Grant, occasion: Occasion): Claims | undefined {
  if (grant.source === "oauth" && !occasion.scopes.includes("openid")) return undefined;
  const { client, user } = grant;
  const shown = shownAttributes(grant, occasion.scopes);
  const { email_verified, phone_number_verified, phone_number, email, identities, ...others } = shown;
  const custom = Object.entries(others).filter(([name]) => name.includes(":"));
  const standard = Object.entries(others).filter(([name]) => !name.includes(":"));
  return compact({
    sub: user.sub,
    "cognito:groups": groupNames(grant.groups),
    email_verified,
    "cognito:preferred_role": preferredRole(grant.groups),
    iss: occasion.issuer,
    phone_number_verified,
    "cognito:username": user.username,
    ...Object.fromEntries(standard),
    nonce: grant.nonce,
    origin_jti: originOf(grant, occasion),
    "cognito:roles": roles(grant.groups),
    aud: grant.idAudience ?? client.id,
    identities,
    event_id: occasion.eventId,
    token_use: "id",
    auth_time: seconds(occasion.authTime),
    phone_number,
    exp: seconds(occasion.now) + client.idTokenSeconds,
    iat: seconds(occasion.now),
    jti: tokenId(user),
    email,
    ...Object.fromEntries(custom),
    act: grant.actor,
  });
}

/** Where the sign-in can be revoked, by its refresh token or as a session, or its refresh token rotates. */
const originOf = ({ client, pool }: Grant, { originJti }: Occasion): string | undefined =>
  client.tokenRevocation || client.rotation || tracksSessions(pool) ? originJti : undefined;

type GrantedGroups = Grant["groups"];

/** Lowest precedence first, groups without one last, equal ones by name. */
export const inPrecedence = (groups: GrantedGroups): GrantedGroups =>
  [...groups].sort((a, b) => (a.precedence ?? Infinity) - (b.precedence ?? Infinity) || (a.name < b.name ? -1 : 1));

const groupNames = (groups: GrantedGroups): string[] | undefined =>
  groups.length > 0 ? inPrecedence(groups).map(({ name }) => name) : undefined;

/** Absent: no group has one. */
export function roles(groups: GrantedGroups): string[] | undefined {
  const arns = new Set(inPrecedence(groups).flatMap(({ roleArn }) => roleArn ?? []));
  return arns.size > 0 ? [...arns] : undefined;
}

/** The role of the group that comes first; none where several come first with different roles (AWS, "Adding groups to a user pool"). */
export function preferredRole(groups: GrantedGroups): string | undefined {
  const [first, ...others] = inPrecedence(groups).filter(({ roleArn }) => roleArn !== undefined);
  const tied = others.some(({ precedence, roleArn }) => precedence === first?.precedence && roleArn !== first?.roleArn);
  return tied ? undefined : first?.roleArn;
}

/** The attributes of the ID token, by name, in the types that they have there. */
function shownAttributes({ client, user, source }: Grant, scopes: readonly string[]): Record<string, unknown> {
  const readable = (name: string) => client.readAttributes === undefined || client.readAttributes.includes(name);
  const granted = (name: string) => source !== "oauth" || inScope(scopes, name);
  const shown = Object.entries(user.attributes).filter(
    ([name]) => name !== "sub" && name !== "identities" && readable(name) && granted(name),
  );
  const identities = granted("identities") ? identityClaim(user.identities) : undefined;
  return { ...Object.fromEntries(shown.map(([name, value]) => [name, typed(name, value)])), ...(identities && { identities }) };
}

/** AWS, "Scopes, M2M, and resource servers": openid alone shows everything, with others it shows theirs. */
export function inScope(scopes: readonly string[], attribute: string): boolean {
  const narrowing = scopes.filter((scope) => scope === "profile" || scope === "email" || scope === "phone");
  if (narrowing.length === 0) return true;
  if (/^email(_verified)?$/.test(attribute)) return narrowing.includes("email");
  if (/^phone_number(_verified)?$/.test(attribute)) return narrowing.includes("phone");
  return narrowing.includes("profile");
}

/** Everything else is a string, custom attributes of other types too. */
function typed(name: string, value: string): unknown {
  if (name === "email_verified" || name === "phone_number_verified") return value === "true";
  if (name === "address") return { formatted: value };
  if (name === "updated_at") return Number(value);
  return value;
}

/** In a token, unlike everywhere else, `primary` and `dateCreated` are strings (measured on AWS). */
function identityClaim(identities: Grant["user"]["identities"]): object[] | undefined {
  if (identities === undefined || identities.length === 0) return undefined;
  return identities.map(({ userId, providerName, providerType, issuer, primary, dateCreated }) => ({
    userId,
    providerName,
    providerType,
    issuer: issuer ?? null,
    primary: String(primary),
    dateCreated: String(dateCreated),
  }));
}
