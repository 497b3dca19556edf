import type { Client } from "../records/clients.ts";
import type { Pool } from "../records/pools.ts";
import { textMap } from "./answer.ts";
import type { Raiser } from "./invoke.ts";
import type { Attributes } from "./user-attributes.ts";

/** What a provider said, by where it said it: maps of texts. */
export type InboundAttributes =
  | { readonly tokenResponse: Attributes; readonly idToken?: Attributes; readonly userInfo?: Attributes }
  | { readonly samlResponse: Attributes };

export interface InboundFederationEvent {
  readonly pool: Pool;
  readonly client: Pick<Client, "id">;
  readonly userName: string;
  readonly provider: { readonly name: string; readonly type: string };
  readonly attributes: InboundAttributes;
}

/**
 * What the function makes of what a provider said: the claims that are to be mapped, and no others. Undefined: those of the
 * provider, as without a function.
 */
export async function inboundFederation(
  from: Raiser,
  { pool, client, userName, provider, attributes }: InboundFederationEvent,
): Promise<Attributes | undefined> {
  if (!from.triggers.has(pool, "InboundFederation")) return undefined;
  const response = await from.triggers.call(
    from,
    "InboundFederation",
    { pool, client, userName },
    {
      source: "InboundFederation_ExternalProvider",
      request: { providerName: provider.name, providerType: provider.type, attributes },
      response: { userAttributesToMap: {} },
    },
  );
  const map = textMap(response, "userAttributesToMap");
  return map && Object.keys(map).length > 0 ? map : undefined;
}
