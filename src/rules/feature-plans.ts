import { FeatureUnavailableInTierException } from "#generated/errors.ts";
import type { Client } from "../records/clients.ts";
import type { Domain } from "../records/domains.ts";
import type { LogDelivery } from "../records/log-deliveries.ts";
import { type Pool, tracksSessions } from "../records/pools.ts";
import type { Replica } from "../records/replicas.ts";
import { needsPlus } from "./log-delivery.ts";

type Plan = Pool["tier"];

const RANK: Readonly<Record<Plan, number>> = { LITE: 0, ESSENTIALS: 1, PLUS: 2 };

/** A setting that is in use, by its name in AWS's messages, with the least plan that has it. */
interface Feature {
  readonly name: string;
  readonly plan: Plan;
}

const MANAGED_LOGIN: Feature = { name: "Managed Login Version 2", plan: "ESSENTIALS" };
// Assumption: the name. That rotation needs more than LITE is documented.
const ROTATION: Feature = { name: "Refresh Token Rotation", plan: "ESSENTIALS" };

const LOG_STREAMING: Feature = { name: "Log Streaming", plan: "PLUS" };
// Assumption: the name. The operations declare that a plan may lack it.
const CIMD: Feature = { name: "Client ID Metadata Documents", plan: "ESSENTIALS" };
// Assumption: the name.
const REPLICATION: Feature = { name: "Multi-Region Replication", plan: "ESSENTIALS" };
// Assumption: the name. That LITE lacks it is documented.
const RECOVERY: Feature = { name: "Point-in-Time Recovery", plan: "ESSENTIALS" };

// Assumption: the name. That tracking needs more than LITE is documented.
const SESSIONS: Feature = { name: "Session Tracking", plan: "ESSENTIALS" };

/** What belongs to a pool and is bound to a plan too. */
export interface Dependents {
  readonly domains?: readonly Domain[];
  readonly clients?: readonly Client[];
  readonly logs?: LogDelivery;
  readonly replicas?: readonly Replica[];
  readonly hasCimdPolicies?: boolean;
}

/** Whether the pool's plan is this one or a greater one. */
const hasPlan = ({ tier }: Pool, plan: Plan): boolean => RANK[tier] >= RANK[plan];

/**
 * What a pool uses must be part of its plan (AWS, "User pool feature plans"). Dependents are given for
 * an existing pool whose plan is being changed.
 * @throws FeatureUnavailableInTierException
 */
export function checkPlan(pool: Pool, { domains = [], clients = [], logs, replicas = [], hasCimdPolicies = false }: Dependents = {}): void {
  const features = [
    ...featuresOf(pool),
    ...(tracksSessions(pool) ? [SESSIONS] : []),
    ...(domains.some(({ managedLoginVersion }) => managedLoginVersion === 2) ? [MANAGED_LOGIN] : []),
    ...(clients.some(({ rotation }) => rotation) ? [ROTATION] : []),
    ...(logs?.configurations.some(needsPlus) ? [LOG_STREAMING] : []),
    ...(replicas.length > 0 ? [REPLICATION] : []),
    ...(hasCimdPolicies ? [CIMD] : []),
  ].filter(({ plan }) => !hasPlan(pool, plan));
  if (features.length > 0) throw needDisabling(pool, features);
}

/** @throws FeatureUnavailableInTierException */
export function checkRotation(pool: Pool, { rotation }: Pick<Client, "rotation">): void {
  if (rotation && !hasPlan(pool, ROTATION.plan)) throw needDisabling(pool, [ROTATION]);
}

/** @throws FeatureUnavailableInTierException */
export const checkManagedLoginPlan = (pool: Pool): void => checkFeature(pool, MANAGED_LOGIN);

/** @throws FeatureUnavailableInTierException */
export const checkReplicationPlan = (pool: Pool): void => checkFeature(pool, REPLICATION);

/** @throws FeatureUnavailableInTierException */
export function checkLogPlan(pool: Pool, configurations: LogDelivery["configurations"]): void {
  if (configurations.some(needsPlus)) checkFeature(pool, LOG_STREAMING);
}

/** @throws FeatureUnavailableInTierException */
export const checkCimdPlan = (pool: Pool): void => checkFeature(pool, CIMD);

/** @throws FeatureUnavailableInTierException */
export const checkRecoveryPlan = (pool: Pool): void => checkFeature(pool, RECOVERY);

/** @throws FeatureUnavailableInTierException */
export const checkSessionPlan = (pool: Pool): void => checkFeature(pool, SESSIONS);

function checkFeature(pool: Pool, { name, plan }: Feature): void {
  if (!hasPlan(pool, plan))
    throw new FeatureUnavailableInTierException(
      `The following feature is not available for the ${pool.tier} pricing tier configured: ${name}`,
    );
}

function featuresOf({ firstAuthFactors, triggers, passwordPolicy, mfa, advancedSecurity, dynamicRegistration, settings }: Pool): Feature[] {
  const version = triggers["PreTokenGeneration"]?.version ?? "V1_0";
  const used: [boolean, string, Plan][] = [
    [firstAuthFactors.some((factor) => factor !== "PASSWORD"), "Passwordless Sign-In", "ESSENTIALS"],
    [version !== "V1_0", `Token Customization with Pre-Token Generation Lambda ${version}`, "ESSENTIALS"],
    // Assumption: the names of the next four. That they are not part of LITE is documented.
    [(passwordPolicy.historySize ?? 0) > 0, "Password History", "ESSENTIALS"],
    [mfa.email, "Email MFA", "ESSENTIALS"],
    [dynamicRegistration ?? false, "Dynamic Client Registration", "ESSENTIALS"],
    [settings.AcrConfiguration !== undefined, "Authentication Levels", "ESSENTIALS"],
    [advancedSecurity !== "OFF", "Threat Protection", "PLUS"],
  ];
  return used.flatMap(([inUse, name, plan]) => (inUse ? [{ name, plan }] : []));
}

const needDisabling = ({ tier }: Pool, features: readonly Feature[]) =>
  new FeatureUnavailableInTierException(
    `The following features need to be disabled for the ${tier} pricing tier configured: ${features.map(({ name }) => name).join(", ")}`,
  );
