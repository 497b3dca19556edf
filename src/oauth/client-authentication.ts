import { faultOfSecret } from "../accounts/client-secret.ts";
import type { Client } from "../records/clients.ts";
import type { Pool } from "../records/pools.ts";
import type { Stored } from "../storage/driver.ts";
import type { Call } from "./call.ts";
import { clientError, invalidRequest } from "./errors.ts";
import { findClient } from "./find-client.ts";
import { domainAt } from "./place.ts";

/** A client that has proven to be it, or has nothing to prove it with. */
export interface ProvenClient {
  readonly client: Client & Stored;
  readonly pool: Pool & Stored;
}

interface Credentials {
  readonly clientId?: string;
  /** The secret in every reading that its way of sending allows. */
  readonly secrets: readonly string[];
}

/**
 * client_secret_basic, client_secret_post, or the client's name alone (RFC 6749 section 2.3.1). The pool has to have a
 * domain, on AWS the address of this endpoint. @throws Refusal with `status`
 */
export async function authenticateClient(call: Call, status = 400): Promise<ProvenClient> {
  const { ctx, place, form } = call;
  const { clientId, secrets } = credentialsOf(call.authorization, form?.values ?? {});
  if (!clientId) throw invalidRequest();
  const named = await findClient(ctx, place, clientId);
  if (!named) throw clientError("invalid_client", undefined, status);
  const { client, pool, documented } = named;
  if (!(await domainAt(ctx.store, place, pool.id)))
    throw invalidRequest(`The user pool ${pool.id} has no domain: CreateUserPoolDomain gives it one`);
  if (documented ? secrets.length > 0 : !isProven(client, secrets)) throw clientError("invalid_client", "invalid_client_secret", status);
  return { client, pool };
}

function credentialsOf(authorization: string | undefined, form: Readonly<Record<string, string>>): Credentials {
  const { client_id: clientId, client_secret: secret } = form;
  if (authorization === undefined) return { clientId, secrets: secret ? [secret] : [] };
  const [, encoded] = /^Basic +([A-Za-z0-9+/_=-]+)$/i.exec(authorization) ?? [];
  const [, user, password] = /^([^:]+):(.*)$/s.exec(Buffer.from(encoded ?? "", "base64").toString()) ?? [];
  // Two ways at once are none (RFC 6749 section 2.3).
  if (user === undefined || password === undefined || secret) throw invalidRequest();
  const named = formDecoded(user);
  if (clientId !== undefined && clientId !== named) throw invalidRequest();
  // Clients differ in whether they encode the parts as the RFC wants; a plus sign in a secret tells them apart.
  return { clientId: named, secrets: password === "" ? [] : [password, formDecoded(password)] };
}

function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

const isProven = (client: Client, given: readonly string[]): boolean =>
  given.length === 0 ? !faultOfSecret(client, undefined) : given.some((secret) => !faultOfSecret(client, secret));
