import { InvalidParameterException, ResourceNotFoundException, TermsExistsException } from "#generated/errors.ts";
import type { Operations } from "../../context.ts";
import { uuid } from "../../lib/ids.ts";
import { getClient } from "../../records/clients.ts";
import { readPage } from "../../records/pages.ts";
import { getPool } from "../../records/pools.ts";
import { otherChangeOf } from "../../records/retry-contended.ts";
import { getTerms, type Terms, terms, viewOfListedTerms, viewOfTerms } from "../../records/terms.ts";
import { type Driver, type Stored, UniqueViolation } from "../../storage/driver.ts";
import { retryStale } from "../../storage/retry.ts";

export const createTerms: Operations["createTerms"] = async (input, { store, clock }) => {
  const pool = await getPool(store, input.UserPoolId);
  const client = await getClient(store, pool.id, input.ClientId);
  const now = clock.now();
  const document: Terms = {
    poolId: pool.id,
    id: uuid(),
    clientId: client.id,
    name: input.TermsName,
    source: input.TermsSource,
    enforcement: input.Enforcement,
    links: withDefault(input.Links ?? {}),
    createdAt: now,
    modifiedAt: now,
  };
  await put(store, document);
  return { Terms: viewOfTerms(document) };
};

/** Assumption: members that are left out stay; links are replaced together. */
export const updateTerms: Operations["updateTerms"] = async (input, { store, clock }) => {
  const pool = await getPool(store, input.UserPoolId);
  const updated = await retryStale(async () => {
    const before = await getTerms(store, pool.id, input.TermsId);
    const document = {
      ...before,
      name: input.TermsName ?? before.name,
      source: input.TermsSource ?? before.source,
      enforcement: input.Enforcement ?? before.enforcement,
      links: input.Links ? withDefault(input.Links) : before.links,
      modifiedAt: clock.now(),
    };
    await put(store, document);
    return document;
  }, contended);
  return { Terms: viewOfTerms(updated) };
};

export const describeTerms: Operations["describeTerms"] = async ({ UserPoolId, TermsId }, { store }) => {
  const pool = await getPool(store, UserPoolId);
  return { Terms: viewOfTerms(await getTerms(store, pool.id, TermsId)) };
};

export const describeTermsByClient: Operations["describeTermsByClient"] = async ({ UserPoolId, ClientId, TermsName }, { store }) => {
  const pool = await getPool(store, UserPoolId);
  const client = await getClient(store, pool.id, ClientId);
  const document = await terms.findBy(store, "name", `${client.id} ${TermsName}`, pool.id);
  // Assumption: the wording.
  if (!document) throw new ResourceNotFoundException(`Terms ${TermsName} does not exist for app client ${client.id}.`);
  return { Terms: viewOfTerms(document) };
};

export const listTerms: Operations["listTerms"] = async ({ UserPoolId, MaxResults, NextToken }, ctx) => {
  const pool = await getPool(ctx.store, UserPoolId);
  const page = await readPage(ctx, terms, { partition: pool.id }, { operation: "ListTerms", token: NextToken, limit: MaxResults });
  return { Terms: page.items.map(viewOfListedTerms), NextToken: page.nextToken };
};

export const deleteTerms: Operations["deleteTerms"] = async ({ UserPoolId, TermsId }, { store }) => {
  const pool = await getPool(store, UserPoolId);
  await retryStale(async () => store.commit([terms.remove(await getTerms(store, pool.id, TermsId))]), contended);
};

async function put(store: Driver, document: Terms & Stored): Promise<void> {
  await store.commit([terms.put(document)]).catch((error: unknown) => {
    // Assumption: the wording.
    throw error instanceof UniqueViolation
      ? new TermsExistsException(`Terms ${document.name} already exists for app client ${document.clientId}.`)
      : error;
  });
}

/** Whoever speaks another language is shown the default. @throws InvalidParameterException */
function withDefault(links: Readonly<Record<string, string>>): Terms["links"] {
  // Assumption: the wording.
  if (!Object.hasOwn(links, "cognito:default")) throw new InvalidParameterException("Links must contain the key cognito:default.");
  return links;
}

const contended = otherChangeOf("terms");
