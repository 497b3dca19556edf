import { LimitExceededException } from "#generated/errors.ts";
import type { Operations } from "../../context.ts";
import { clientId, clientSecret } from "../../lib/ids.ts";
import { type ClientSecret, clients, viewOfClient } from "../../records/clients.ts";
import { getPool } from "../../records/pools.ts";
import { buildClient } from "./build-client.ts";
import { publishedAsAsked } from "./published-secret.ts";
import { checkReferences } from "./references.ts";
import { clientSecretOf } from "./secrets.ts";

/** Clients of one pool (AWS, "Quotas in Amazon Cognito"). */
const CLIENT_LIMIT = 1000;

export const createUserPoolClient: Operations["createUserPoolClient"] = async (input, ctx) => {
  const { store, clock } = ctx;
  const pool = await getPool(store, input.UserPoolId);
  const id = clientId();
  const now = clock.now();
  const value = input.ClientSecret ?? (input.GenerateSecret ? clientSecret() : undefined);
  const secrets: ClientSecret[] = value === undefined ? [] : [clientSecretOf(id, value, now)];
  const client = buildClient(pool, input, { id, name: input.ClientName, createdAt: now, modifiedAt: now, secrets });
  await checkReferences(store, client);
  // Assumption: the wording.
  if ((await clients.count(store, pool.id)) >= CLIENT_LIMIT)
    throw new LimitExceededException(`A user pool cannot have more than ${CLIENT_LIMIT} app clients.`);
  // Applies to secrets that are made here (AWS, CreateUserPoolClientRequest). A new one need not be changed at once.
  const asked = input.GenerateSecret && input.PublishSecretsInAWSSecretsManager;
  const published = { ...client, ...(await publishedAsAsked(ctx, client, { asked, rotate: false })) };
  await store.commit([clients.put(published)]);
  return { UserPoolClient: viewOfClient(published) };
};
