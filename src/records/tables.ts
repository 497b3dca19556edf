import { authEvents } from "./auth-events.ts";
import { authorizationCodes } from "./authorization-codes.ts";
import { brandingAssets, brandings } from "./branding.ts";
import { browserSessions } from "./browser-sessions.ts";
import { cimdPolicies } from "./cimd-policies.ts";
import { clientDocuments } from "./client-documents.ts";
import { clients } from "./clients.ts";
import { codes } from "./codes.ts";
import { devices } from "./devices.ts";
import { domains } from "./domains.ts";
import { groups, memberships } from "./groups.ts";
import { histories } from "./histories.ts";
import { identityProviders } from "./identity-providers.ts";
import { importChunks, importJobs, importLogs } from "./import-jobs.ts";
import { poolKeys } from "./keys.ts";
import { localProviders } from "./local-providers.ts";
import { logDeliveries } from "./log-deliveries.ts";
import { longSessions } from "./long-sessions.ts";
import { messages } from "./messages.ts";
import { passkeyChallenges, passkeys } from "./passkeys.ts";
import { pastVersions } from "./past-versions.ts";
import { pools } from "./pools.ts";
import { provisionedLimits } from "./provisioned-limits.ts";
import { recoveries } from "./recoveries.ts";
import { replicas } from "./replicas.ts";
import { resourceServers } from "./resource-servers.ts";
import { revocations } from "./revocations.ts";
import { riskConfigurations } from "./risk-configurations.ts";
import { rotatedTokens } from "./rotated-tokens.ts";
import { usedAssertions } from "./saml-assertions.ts";
import { signingCertificates } from "./signing-certificates.ts";
import { spentSessions } from "./spent-sessions.ts";
import type { Table } from "./table.ts";
import { terms } from "./terms.ts";
import { tokenSessions } from "./token-sessions.ts";
import { tries } from "./tries.ts";
import { uiCustomizations } from "./ui-customizations.ts";
import { users } from "./users.ts";

/** Every table that a driver has to keep. */
export const TABLES: readonly Pick<Table<never, string>, "definition" | "put">[] = [
  authEvents,
  authorizationCodes,
  brandingAssets,
  brandings,
  browserSessions,
  cimdPolicies,
  clientDocuments,
  clients,
  codes,
  devices,
  domains,
  groups,
  histories,
  identityProviders,
  importChunks,
  importJobs,
  importLogs,
  localProviders,
  logDeliveries,
  longSessions,
  memberships,
  messages,
  passkeyChallenges,
  passkeys,
  pastVersions,
  poolKeys,
  pools,
  provisionedLimits,
  recoveries,
  replicas,
  resourceServers,
  revocations,
  riskConfigurations,
  rotatedTokens,
  signingCertificates,
  spentSessions,
  terms,
  tokenSessions,
  tries,
  uiCustomizations,
  usedAssertions,
  users,
];

export const TABLE_DEFINITIONS = TABLES.map(({ definition }) => definition);
