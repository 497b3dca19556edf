import { isServerScope } from "../records/resource-servers.ts";
import { isSystemScope } from "../rules/client-settings.ts";
import type { Driver } from "../storage/driver.ts";

/** The scopes that still are: one whose resource server lost it is left out without a word (AWS, "Authorize endpoint"). */
export async function livingScopes(store: Driver, poolId: string, scopes: readonly string[]): Promise<string[]> {
  const living: string[] = [];
  for (const scope of scopes) if (isSystemScope(scope) || (await isServerScope(store, poolId, scope))) living.push(scope);
  return living;
}
