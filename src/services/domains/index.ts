import { InvalidParameterException, ResourceNotFoundException } from "#generated/errors.ts";
import type { DomainsOperations } from "#generated/routes/domains.ts";
import type { Schemas } from "#generated/schemas.ts";
import type { Context, Operations } from "../../context.ts";
import { alphanumeric } from "../../lib/ids.ts";
import { type Domain, domains, findDomain } from "../../records/domains.ts";
import { getPool, poolRegion, regionOfPool } from "../../records/pools.ts";
import { otherChangeOf } from "../../records/retry-contended.ts";
import { assetsBucket, checkCustomDomain, checkManagedLogin, checkPrefix, prefixDistribution } from "../../rules/domains.ts";
import { type Driver, type Stored, UniqueViolation } from "../../storage/driver.ts";
import { retryStale } from "../../storage/retry.ts";

type DomainRequest = Schemas["CreateUserPoolDomainRequest"];

const createUserPoolDomain: Operations["createUserPoolDomain"] = async (input, { store, clock }) => {
  const pool = await getPool(store, input.UserPoolId);
  const { Domain: name, CustomDomainConfig: custom, ManagedLoginVersion: version = 1 } = input;
  if (custom) checkCustomDomain(name, custom.CertificateArn);
  else checkPrefix(name);
  checkFailover(input, custom !== undefined);
  checkManagedLogin(pool, version);
  const domain: Domain = {
    poolId: pool.id,
    region: regionOfPool(pool),
    name,
    custom: custom && { ...certificateOf(custom), cloudFrontDomain: `d${alphanumeric(13).toLowerCase()}.cloudfront.net` },
    managedLoginVersion: version,
    version: versionAt(clock.now()),
    failover: failoverOf(input),
  };
  await retryStale(async () => {
    if (await domains.findBy(store, "kind", custom ? "custom" : "prefix", pool.id)) throw alreadyConfigured();
    await store.commit([domains.put(domain)]).catch((error: unknown) => {
      throw error instanceof UniqueViolation ? taken(error) : error;
    });
  }, contended);
  return {
    CloudFrontDomain: domain.custom?.cloudFrontDomain,
    ManagedLoginVersion: input.ManagedLoginVersion === undefined ? undefined : version,
    Routing: input.Routing,
  };
};

/** An unknown domain is described by nothing (measured on AWS). */
const describeUserPoolDomain: Operations["describeUserPoolDomain"] = async ({ Domain: name }, { store, settings, caller }) => {
  const domain = await findDomain(store, name, caller.accessKeyId === undefined ? undefined : caller.region);
  return { DomainDescription: domain ? viewOfDomain(domain, settings.accountId) : {} };
};

const updateUserPoolDomain: Operations["updateUserPoolDomain"] = async (input, { store, clock }) => {
  const pool = await getPool(store, input.UserPoolId);
  if (input.CustomDomainConfig) {
    await checkHasCustom(store, pool.id);
    checkCustomDomain(input.Domain, input.CustomDomainConfig.CertificateArn);
  }
  if (input.ManagedLoginVersion !== undefined) checkManagedLogin(pool, input.ManagedLoginVersion);
  const updated = await retryStale(async () => {
    const domain = await getDomain({ store }, pool.id, input.Domain);
    checkFailover(input, domain.custom !== undefined);
    const after = {
      ...domain,
      custom: domain.custom && { ...domain.custom, ...(input.CustomDomainConfig && certificateOf(input.CustomDomainConfig)) },
      managedLoginVersion: input.ManagedLoginVersion ?? domain.managedLoginVersion,
      version: versionAt(clock.now()),
      failover: failoverOf(input) ?? domain.failover,
    };
    await store.commit([domains.put(after)]);
    return after;
  }, contended);
  return { CloudFrontDomain: updated.custom?.cloudFrontDomain, ManagedLoginVersion: input.ManagedLoginVersion, Routing: input.Routing };
};

const deleteUserPoolDomain: Operations["deleteUserPoolDomain"] = async ({ UserPoolId, Domain: name }, { store }) => {
  const pool = await getPool(store, UserPoolId);
  await retryStale(async () => {
    const domain = await domains.find(store, pool.id, name);
    if (!domain) throw new InvalidParameterException("No such domain or user pool exists.");
    await store.commit([domains.remove(domain)]);
  }, contended);
  return {};
};

/** @throws InvalidParameterException */
async function checkHasCustom(store: Driver, poolId: string): Promise<void> {
  if (!(await domains.findBy(store, "kind", "custom", poolId)))
    throw new InvalidParameterException("User pool should have a custom domain associated, failed to update the certificate.");
}

/** @throws ResourceNotFoundException */
async function getDomain({ store }: Pick<Context, "store">, poolId: string, name: string): Promise<Domain & Stored> {
  const domain = await domains.find(store, poolId, name);
  // Assumption: the wording.
  if (!domain) throw new ResourceNotFoundException("No such domain or user pool exists.");
  return domain;
}

function viewOfDomain(domain: Domain, accountId: string): Schemas["DomainDescriptionType"] {
  const { poolId, name, custom, managedLoginVersion, version, failover } = domain;
  return {
    UserPoolId: poolId,
    AWSAccountId: accountId,
    Domain: name,
    S3Bucket: assetsBucket(poolRegion(poolId)),
    CloudFrontDistribution: custom?.cloudFrontDomain ?? prefixDistribution(poolRegion(poolId)),
    Version: version,
    Status: "ACTIVE",
    // A prefix domain shows the empty object, which the model's required member does not allow for (recorded from AWS).
    CustomDomainConfig: (custom
      ? { CertificateArn: custom.certificateArn, SecurityPolicy: custom.securityPolicy }
      : {}) as Schemas["CustomDomainConfigType"],
    ManagedLoginVersion: managedLoginVersion,
    Routing: failover && { Failover: { SecondaryRegion: failover.secondaryRegion, PrimaryRoute53HealthCheckId: failover.healthCheckId } },
  };
}

const certificateOf = ({ CertificateArn, SecurityPolicy }: Schemas["CustomDomainConfigType"]) => ({
  certificateArn: CertificateArn,
  securityPolicy: SecurityPolicy,
});

const failoverOf = ({ Routing }: Pick<DomainRequest, "Routing">): Domain["failover"] =>
  Routing?.Failover && { secondaryRegion: Routing.Failover.SecondaryRegion, healthCheckId: Routing.Failover.PrimaryRoute53HealthCheckId };

/** Only a custom domain can lead elsewhere when its region fails (AWS, "Multi-Region replication"). @throws InvalidParameterException */
function checkFailover({ Routing }: Pick<DomainRequest, "Routing">, isCustom: boolean): void {
  // Assumption: type and wording.
  if (Routing?.Failover && !isCustom) throw new InvalidParameterException("Routing cannot be set for a prefix domain.");
}

/** `20190128172214` */
const versionAt = (now: number): string => new Date(now).toISOString().replace(/\D/g, "").slice(0, 14);

const alreadyConfigured = () => new InvalidParameterException("User pool already has a domain configured.");

const taken = ({ index }: UniqueViolation) =>
  index === "name" ? new InvalidParameterException("Domain already associated with another user pool.") : alreadyConfigured();

const contended = otherChangeOf("domain");

export const domainOperations = {
  createUserPoolDomain,
  deleteUserPoolDomain,
  describeUserPoolDomain,
  updateUserPoolDomain,
} satisfies Partial<DomainsOperations<Context>>;
