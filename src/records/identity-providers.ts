import { ResourceNotFoundException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import type { Driver, Stored } from "../storage/driver.ts";
import { defineTable } from "./table.ts";

export type ProviderType = Schemas["IdentityProviderTypeType"];

/** An external identity provider of a pool. Times in milliseconds. */
export interface IdentityProvider {
  readonly poolId: string;
  readonly name: string;
  readonly type: ProviderType;
  /** As the caller gave them and the service completed them. Never shown as a whole: see the view. */
  readonly details: Readonly<Record<string, string>>;
  /** Attribute of the pool, or `username` -> name at the provider. */
  readonly mapping: Readonly<Record<string, string>>;
  /** Level of authentication of the pool -> its name at the provider. Kept and shown, not yet told in tokens. */
  readonly acrMapping?: Readonly<Record<string, string>>;
  /** By which the provider is found when a user types an address or a domain. */
  readonly identifiers: readonly string[];
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export const identityProviders = defineTable<IdentityProvider, "identifier">({
  name: "identityProviders",
  partition: (provider) => provider.poolId,
  id: (provider) => provider.name,
  indexes: { identifier: { unique: true, keys: (provider) => provider.identifiers } },
});

export const providerNotFound = (name: string) => new ResourceNotFoundException(`Identity provider ${name} does not exist.`);

/** @throws ResourceNotFoundException */
export async function getIdentityProvider(store: Driver, poolId: string, name: string): Promise<IdentityProvider & Stored> {
  const provider = await identityProviders.find(store, poolId, name);
  if (!provider) throw providerNotFound(name);
  return provider;
}

/** With its client secret, as on AWS, but without Apple's private key. Dates in epoch seconds. */
export function viewOfProvider(provider: IdentityProvider): Schemas["IdentityProviderType"] {
  const { private_key: _key, ...details } = provider.details;
  return {
    UserPoolId: provider.poolId,
    ProviderName: provider.name,
    ProviderType: provider.type,
    ProviderDetails: details,
    AttributeMapping: { ...provider.mapping },
    AcrMapping: provider.acrMapping,
    IdpIdentifiers: [...provider.identifiers],
    LastModifiedDate: provider.modifiedAt / 1000,
    CreationDate: provider.createdAt / 1000,
  };
}

export const viewOfListedProvider = ({ name, type, modifiedAt, createdAt }: IdentityProvider): Schemas["ProviderDescription"] => ({
  ProviderName: name,
  ProviderType: type,
  LastModifiedDate: modifiedAt / 1000,
  CreationDate: createdAt / 1000,
});
