import { ResourceNotFoundException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import type { Change, Driver, Stored } from "../storage/driver.ts";
import { defineTable } from "./table.ts";

/** Terms of use or a privacy policy of a client, as links by language. A client has one of each name. */
export interface Terms {
  readonly poolId: string;
  readonly id: string;
  readonly clientId: string;
  /** `terms-of-use` or `privacy-policy` */
  readonly name: string;
  readonly source: Schemas["TermsType"]["TermsSource"];
  readonly enforcement: Schemas["TermsType"]["Enforcement"];
  /** By `cognito:default`, `cognito:english` and so on. */
  readonly links: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export const terms = defineTable<Terms, "name">({
  name: "terms",
  partition: (document) => document.poolId,
  id: (document) => document.id,
  indexes: { name: { unique: true, keys: (document) => [`${document.clientId} ${document.name}`] } },
});

/** @throws ResourceNotFoundException */
export async function getTerms(store: Driver, poolId: string, id: string): Promise<Terms & Stored> {
  const document = await terms.find(store, poolId, id);
  // Assumption: the wording.
  if (!document) throw new ResourceNotFoundException(`Terms ${id} does not exist.`);
  return document;
}

/** All documents of a client, to be removed with it. */
export async function removalOfTerms(store: Driver, poolId: string, clientId: string): Promise<Change[]> {
  const removals: Change[] = [];
  for await (const document of terms.all(store, { partition: poolId, index: "name", prefix: `${clientId} ` }))
    removals.push(terms.remove(document));
  return removals;
}

export const viewOfTerms = (document: Terms): Schemas["TermsType"] => ({
  ...viewOfListedTerms(document),
  UserPoolId: document.poolId,
  ClientId: document.clientId,
  TermsSource: document.source,
  Links: document.links,
});

/** The document as ListTerms shows it. */
export const viewOfListedTerms = (document: Terms): Schemas["TermsDescriptionType"] => ({
  TermsId: document.id,
  TermsName: document.name,
  Enforcement: document.enforcement,
  CreationDate: document.createdAt / 1000,
  LastModifiedDate: document.modifiedAt / 1000,
});
