import type { Client } from "../records/clients.ts";
import type { Pool } from "../records/pools.ts";
import type { User } from "../records/users.ts";
import { object, text, textMap, texts } from "./answer.ts";
import { isObject, type Raiser, unrecognizable } from "./invoke.ts";
import { type Metadata, userAttributes, withMetadata } from "./user-attributes.ts";

export type TokenOccasion =
  | "Authentication"
  | "NewPasswordChallenge"
  | "AuthenticateDevice"
  | "RefreshTokens"
  | "HostedAuth"
  | "ClientCredentials"
  // Assumption: AWS names no source for a token in the place of another.
  | "TokenExchange";

export interface GroupConfiguration {
  readonly groupsToOverride: readonly string[];
  readonly iamRolesToOverride: readonly string[];
  readonly preferredRole?: string;
}

export interface PreTokenGenerationEvent {
  readonly occasion: TokenOccasion;
  readonly pool: Pool;
  readonly client: Pick<Client, "id">;
  /** Absent: client credentials, which belong to nobody. */
  readonly user?: User;
  readonly groups: GroupConfiguration;
  readonly scopes: readonly string[];
  readonly clientMetadata?: Metadata;
}

/** What is to change in one token. */
export interface ClaimChanges {
  readonly add: Readonly<Record<string, unknown>>;
  readonly suppress: readonly string[];
}

export interface TokenChanges {
  readonly id: ClaimChanges;
  readonly access: ClaimChanges;
  readonly scopesToAdd: readonly string[];
  readonly scopesToSuppress: readonly string[];
  /** Absent: groups stay. Empty members take groups and roles away. */
  readonly groups?: GroupConfiguration;
}

const VERSIONS = { V1_0: "1", V2_0: "2", V3_0: "3" } as const;
const NONE: ClaimChanges = { add: {}, suppress: [] };

/** Whether the pool has a say in tokens of this occasion: those of client credentials take the third version. */
export const mayChangeTokens = ({ triggers }: Raiser, pool: Pool, occasion: TokenOccasion): boolean =>
  triggers.has(pool, "PreTokenGeneration") && (occasion !== "ClientCredentials" || pool.triggers["PreTokenGeneration"]?.version === "V3_0");

/** The last word on tokens. The pool has to have the trigger. */
export async function preTokenGeneration(from: Raiser, event: PreTokenGenerationEvent): Promise<TokenChanges> {
  const { pool, client, user, occasion } = event;
  const version = VERSIONS[pool.triggers["PreTokenGeneration"]!.version];
  const member = version === "1" ? "claimsOverrideDetails" : "claimsAndScopeOverrideDetails";
  const response = await from.triggers.call(
    from,
    "PreTokenGeneration",
    { pool, client, userName: user?.username ?? "ClientCredentials" },
    { version, source: `TokenGeneration_${occasion}`, request: requestOf(event, version), response: { [member]: null } },
  );
  const details = object(response, member) ?? {};
  return version === "1" ? firstVersion(details) : laterVersion(details);
}

function requestOf({ pool, user, groups, scopes, clientMetadata }: PreTokenGenerationEvent, version: string): object {
  const { groupsToOverride, iamRolesToOverride, preferredRole } = groups;
  return {
    userAttributes: user ? userAttributes(pool, user) : {},
    groupConfiguration: user ? { groupsToOverride, iamRolesToOverride, preferredRole: preferredRole ?? null } : null,
    ...(version !== "1" && { scopes }),
    ...withMetadata(clientMetadata),
  };
}

type Details = Readonly<Record<string, unknown>>;

/** Claims are strings, and of the ID token. */
const firstVersion = (details: Details): TokenChanges => ({
  id: { add: textMap(details, "claimsToAddOrOverride") ?? {}, suppress: texts(details, "claimsToSuppress") ?? [] },
  access: NONE,
  scopesToAdd: [],
  scopesToSuppress: [],
  groups: groupsOf(details),
});

function laterVersion(details: Details): TokenChanges {
  const id = object(details, "idTokenGeneration") ?? {};
  const access = object(details, "accessTokenGeneration") ?? {};
  const scopesToAdd = texts(access, "scopesToAdd") ?? [];
  // Assumption: the error. That a scope has no blanks is documented.
  if (scopesToAdd.some((scope) => /\s/.test(scope))) throw unrecognizable();
  const idChanges = claimsOf(id);
  if (PLAIN_IN_ID_TOKEN.some((name) => isNested(idChanges.add[name]))) throw unrecognizable();
  return {
    id: idChanges,
    access: claimsOf(access),
    scopesToAdd,
    scopesToSuppress: texts(access, "scopesToSuppress") ?? [],
    groups: groupsOf(details),
  };
}

/** These claims of the ID token take no arrays and objects (AWS, "Pre token generation Lambda trigger"). */
const PLAIN_IN_ID_TOKEN = ["phone_number_verified", "email_verified", "updated_at", "address"];

const isNested = (value: unknown): boolean => Array.isArray(value) || isObject(value);

function claimsOf(generation: Details): ClaimChanges {
  const add = object(generation, "claimsToAddOrOverride") ?? {};
  if (Object.values(add).includes(null)) throw unrecognizable();
  return { add, suppress: texts(generation, "claimsToSuppress") ?? [] };
}

function groupsOf(details: Details): GroupConfiguration | undefined {
  const override = object(details, "groupOverrideDetails");
  return (
    override && {
      groupsToOverride: texts(override, "groupsToOverride") ?? [],
      iamRolesToOverride: texts(override, "iamRolesToOverride") ?? [],
      preferredRole: text(override, "preferredRole"),
    }
  );
}
