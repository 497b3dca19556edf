import type { Operations } from "../../context.ts";
import { readPage } from "../../records/pages.ts";
import { getPasskey, passkeys, viewOfPasskey } from "../../records/passkeys.ts";
import { retryContended } from "../../records/retry-contended.ts";
import { passkeyOwner } from "./owner.ts";

const LARGEST_PAGE = 20;

export const listWebAuthnCredentials: Operations["listWebAuthnCredentials"] = async ({ AccessToken, NextToken, MaxResults }, ctx) => {
  const { user } = await passkeyOwner(ctx, AccessToken);
  const query = { partition: user.poolId, index: "user", equals: user.sub } as const;
  const page = { operation: "ListWebAuthnCredentials", token: NextToken, limit: MaxResults || LARGEST_PAGE };
  const { items, nextToken } = await readPage(ctx, passkeys, query, page);
  return { Credentials: items.map(viewOfPasskey), NextToken: nextToken };
};

export const deleteWebAuthnCredential: Operations["deleteWebAuthnCredential"] = async ({ AccessToken, CredentialId }, ctx) => {
  const { user } = await passkeyOwner(ctx, AccessToken);
  await retryContended(async () => ctx.store.commit([passkeys.remove(await getPasskey(ctx.store, user, CredentialId))]));
  return {};
};
