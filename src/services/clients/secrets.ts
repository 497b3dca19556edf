import { InvalidParameterException, LimitExceededException, ResourceNotFoundException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import type { Operations } from "../../context.ts";
import { clientSecret } from "../../lib/ids.ts";
import { type Client, type ClientSecret, clients, getClient } from "../../records/clients.ts";
import { getPool } from "../../records/pools.ts";
import { retryContended } from "../../records/retry-contended.ts";
import type { Driver, Stored } from "../../storage/driver.ts";

/** Two, so that programs can change over from one to the other. */
const SECRET_LIMIT = 2;

export const addUserPoolClientSecret: Operations["addUserPoolClientSecret"] = async (input, { store, clock }) => {
  const added = await retryContended(async () => {
    const client = await confidentialClient(store, input);
    if (client.secrets.length >= SECRET_LIMIT)
      throw new LimitExceededException(`Client secrets cannot exceed limit of ${SECRET_LIMIT} secrets.`);
    const secret = clientSecretOf(client.id, input.ClientSecret ?? clientSecret(), laterThan(client.secrets, clock.now()));
    await store.commit([clients.put({ ...client, secrets: [...client.secrets, secret], modifiedAt: clock.now() })]);
    return secret;
  });
  // A value that the caller chose is not told again.
  return {
    ClientSecretDescriptor: { ...viewOfSecret(added), ClientSecretValue: input.ClientSecret === undefined ? added.value : undefined },
  };
};

export const listUserPoolClientSecrets: Operations["listUserPoolClientSecrets"] = async (input, { store }) => {
  await getPool(store, input.UserPoolId);
  // All fit on one page, so that no token was ever given out.
  if (input.NextToken !== undefined) throw new InvalidParameterException("Invalid pagination token given.");
  const { secrets } = await getClient(store, input.UserPoolId, input.ClientId);
  return { ClientSecrets: secrets.map(viewOfSecret) };
};

export const deleteUserPoolClientSecret: Operations["deleteUserPoolClientSecret"] = async (input, { store, clock }) => {
  await retryContended(async () => {
    const client = await confidentialClient(store, input);
    const secrets = client.secrets.filter(({ id }) => id !== input.ClientSecretId);
    if (secrets.length === client.secrets.length) throw new ResourceNotFoundException("Client secret does not exist");
    if (secrets.length === 0) throw new InvalidParameterException("Cannot delete the only client secret.");
    await store.commit([clients.put({ ...client, secrets, modifiedAt: clock.now() })]);
  });
  return {};
};

/** A secret with an id of the form that AWS gives it: the client's id and the time, in milliseconds. */
export const clientSecretOf = (id: string, value: string, now: number): ClientSecret => ({ id: `${id}--${now}`, value, createdAt: now });

/** Ids are made from times: the second of two secrets made at once is a millisecond younger. */
const laterThan = (secrets: readonly ClientSecret[], now: number): number =>
  Math.max(now, ...secrets.map(({ createdAt }) => createdAt + 1));

const viewOfSecret = ({ id, createdAt }: ClientSecret): Schemas["ClientSecretDescriptorType"] => ({
  ClientSecretId: id,
  ClientSecretCreateDate: createdAt / 1000,
});

async function confidentialClient(
  store: Driver,
  { UserPoolId, ClientId }: { UserPoolId: string; ClientId: string },
): Promise<Client & Stored> {
  await getPool(store, UserPoolId);
  const client = await getClient(store, UserPoolId, ClientId);
  // Assumption: the wordings. A client that was made without a secret stays a public one.
  if (client.secretArn !== undefined)
    throw new InvalidParameterException("Client secrets cannot be managed while AWS Secrets Manager has the secret of the client.");
  if (client.registered) throw new InvalidParameterException("Client secrets cannot be managed for a client that registered itself.");
  if (client.secrets.length === 0) throw new InvalidParameterException("Client secrets cannot be managed for a public client.");
  return client;
}
