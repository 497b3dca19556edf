import { InvalidParameterException, ScopeDoesNotExistException } from "#generated/errors.ts";
import type { Client } from "../../records/clients.ts";
import { identityProviders } from "../../records/identity-providers.ts";
import { isServerScope } from "../../records/resource-servers.ts";
import { isSystemScope } from "../../rules/client-settings.ts";
import { BUILT_IN } from "../../rules/identity-providers.ts";
import type { Driver } from "../../storage/driver.ts";

/** What a client names has to be there: scopes of resource servers, identity providers. @throws ScopeDoesNotExistException, InvalidParameterException */
export async function checkReferences(store: Driver, { poolId, oauth }: Client): Promise<void> {
  for (const scope of oauth.scopes)
    if (!isSystemScope(scope) && !(await isServerScope(store, poolId, scope)))
      throw new ScopeDoesNotExistException(`Invalid scope requested: ${scope}`);
  for (const name of oauth.identityProviders ?? [])
    if (name !== BUILT_IN && !(await identityProviders.find(store, poolId, name)))
      throw new InvalidParameterException(`The provider ${name} does not exist for User Pool ${poolId}.`);
}
