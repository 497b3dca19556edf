import type { ClaimChanges, GroupConfiguration, TokenChanges } from "../triggers/pre-token-generation.ts";
import { inPrecedence, preferredRole, roles } from "./claims.ts";
import type { Claims, Grant, TokenClaims } from "./grant.ts";

/** Claims that stay as they are, whatever a trigger says (AWS, "Pre token generation Lambda trigger"). */
const FIXED = new Set([
  "acr",
  "amr",
  "at_hash",
  "auth_time",
  "azp",
  "client_id",
  "device_key",
  "event_id",
  "exp",
  "iat",
  "identities",
  "iss",
  "jti",
  "nbf",
  "nonce",
  "origin_jti",
  "sub",
  "token_use",
  "username",
  "version",
]);
const GROUPS = "cognito:groups";
const ROLES = "cognito:roles";
const PREFERRED_ROLE = "cognito:preferred_role";
const OF_GROUPS = [GROUPS, ROLES, PREFERRED_ROLE];

const isFixed = (name: string): boolean => FIXED.has(name) || (name.startsWith("cognito:") && !OF_GROUPS.includes(name));

/** The groups and roles that tokens of these groups show. */
export const groupConfiguration = (groups: Grant["groups"]): GroupConfiguration => ({
  groupsToOverride: inPrecedence(groups).map(({ name }) => name),
  iamRolesToOverride: roles(groups) ?? [],
  preferredRole: preferredRole(groups),
});

/** The claims after a trigger's changes. What may not change stays without a word. */
export function withChanges({ access, id }: TokenClaims, changes: TokenChanges, clientId: string): TokenClaims {
  return { access: accessAfter(access, changes, clientId), id: id && idAfter(id, changes) };
}

function idAfter(claims: Claims, { id, groups }: TokenChanges): Claims {
  const regrouped = groups ? withGroups(claims, groups, OF_GROUPS) : claims;
  return withClaims(regrouped, id, (name) => isFixed(name) || name === "aud");
}

function accessAfter(claims: Claims, changes: TokenChanges, clientId: string): Claims {
  const { access, groups } = changes;
  const regrouped = groups ? withGroups(claims, groups, [GROUPS]) : claims;
  const scoped = typeof claims["scope"] === "string" ? { ...regrouped, scope: scopeAfter(claims["scope"], changes) } : regrouped;
  // Only the client itself may be named as the audience.
  return withClaims(
    scoped,
    access,
    (name, value) => isFixed(name) || name === "scope" || (name === "aud" && value !== undefined && value !== clientId),
  );
}

function scopeAfter(scope: string, { scopesToAdd, scopesToSuppress }: TokenChanges): string {
  const scopes = new Set([...scope.split(" "), ...scopesToAdd]);
  return [...scopes].filter((name) => name !== "" && !scopesToSuppress.includes(name)).join(" ");
}

/** Members without a value are taken away. */
function withGroups(
  claims: Claims,
  { groupsToOverride, iamRolesToOverride, preferredRole: role }: GroupConfiguration,
  names: readonly string[],
): Claims {
  const values: Claims = {
    [GROUPS]: groupsToOverride.length > 0 ? groupsToOverride : undefined,
    [ROLES]: iamRolesToOverride.length > 0 ? iamRolesToOverride : undefined,
    [PREFERRED_ROLE]: role,
  };
  return present({ ...claims, ...Object.fromEntries(names.map((name) => [name, values[name]])) });
}

/** Suppressing wins over adding; suppressed groups take the roles with them. */
function withClaims(claims: Claims, { add, suppress }: ClaimChanges, ruled: (name: string, value?: unknown) => boolean): Claims {
  // Who acts for the user was proven. Assumption: no trigger changes that.
  const fixed = (name: string, value?: unknown): boolean => ruled(name, value) || (name === "act" && name in claims);
  const added = Object.entries(add).filter(([name, value]) => !fixed(name, value) && !name.startsWith("dev:"));
  const named = suppress.includes(GROUPS) ? [...suppress, ...OF_GROUPS] : suppress;
  const suppressed = named.filter((name) => !fixed(name));
  return present({ ...claims, ...Object.fromEntries(added), ...Object.fromEntries(suppressed.map((name) => [name, undefined])) });
}

const present = (claims: Claims): Claims => Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
