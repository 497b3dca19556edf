import { NotAuthorizedException } from "#generated/errors.ts";
import { sameText } from "../crypto/constant-time.ts";
import { matchesSecretHash } from "../crypto/secret-hash.ts";
import type { Client } from "../records/clients.ts";

/** What is wrong with the secret that somebody shows for a client. One that has none must not be shown one either. */
export function faultOfSecret({ secrets }: Pick<Client, "secrets">, given: string | undefined): "missing" | "wrong" | undefined {
  if (given === undefined) return secrets.length > 0 ? "missing" : undefined;
  return secrets.some(({ value }) => sameText(value, given)) ? undefined : "wrong";
}

/** The secret itself, which the newer operations take. @throws NotAuthorizedException */
export function checkClientSecret(client: Pick<Client, "id" | "secrets">, given: string | undefined): void {
  const fault = faultOfSecret(client, given);
  // Assumption: the wording of both.
  if (fault === "missing")
    throw new NotAuthorizedException(`Client ${client.id} is configured with secret but client secret was not received`);
  if (fault) throw new NotAuthorizedException(`Unable to verify client secret for client ${client.id}`);
}

/** Either of a client's secrets will do. @throws NotAuthorizedException */
export function checkSecretHash(client: Client, username: string, secretHash: string | undefined): void {
  if (client.secrets.length > 0 && secretHash === undefined)
    throw new NotAuthorizedException(`Client ${client.id} is configured with secret but SECRET_HASH was not received`);
  // A hash sent to a client without a secret is reported both as ignored and as refused; refusing shows the mistake.
  if (
    secretHash !== undefined &&
    !client.secrets.some(({ value }) => matchesSecretHash({ secret: value, username, clientId: client.id }, secretHash))
  )
    // Since about 2022 (aws-sdk-net-extensions-cognito#94 and #122).
    throw new NotAuthorizedException(`SecretHash does not match for the client: ${client.id}`);
}
