import { changeLocalProvider, localProvider } from "../federation/local/accounts.ts";
import { identityProviders } from "../records/identity-providers.ts";
import type { LocalAccount, LocalProvider } from "../records/local-providers.ts";
import type { Driver } from "../storage/driver.ts";
import { Problem } from "./problem.ts";

export interface LocalProviderQuery {
  readonly userPoolId: string;
  readonly providerName: string;
}

/** The page in a provider's place: who can be chosen there, and what becomes of sign-ins without a question. */
export interface LocalProviderView {
  readonly accounts: readonly LocalAccount[];
  readonly answer?: { readonly subject: string } | { readonly refuses: true };
}

/** Members that are absent stay as they are; an answer of null has the page ask again. */
export interface LocalProviderChange extends LocalProviderQuery {
  readonly accounts?: readonly LocalAccount[];
  readonly answer?: LocalProviderView["answer"] | null;
}

/** @throws Problem for an unknown provider */
export async function readLocalProvider(store: Driver, query: LocalProviderQuery): Promise<LocalProviderView> {
  return viewOf(await localProvider({ store }, await placeOf(store, query)));
}

/** @throws Problem for an unknown provider, or an answer by somebody who is none of the accounts */
export async function setLocalProvider(store: Driver, { accounts, answer, ...query }: LocalProviderChange): Promise<LocalProviderView> {
  const place = await placeOf(store, query);
  const known = accounts ?? (await localProvider({ store }, place)).accounts;
  if (answer && "subject" in answer && !known.some(({ subject }) => subject === answer.subject))
    throw new Problem(400, `There is no account with the subject ${answer.subject}.`);
  return viewOf(await changeLocalProvider({ store }, place, { accounts, answer }));
}

const viewOf = ({ accounts, answer }: LocalProvider): LocalProviderView => ({ accounts, ...(answer && { answer }) });

async function placeOf(store: Driver, { userPoolId, providerName }: LocalProviderQuery): Promise<{ poolId: string; name: string }> {
  const provider = await identityProviders.find(store, userPoolId, providerName);
  if (!provider) throw new Problem(404, `The user pool ${userPoolId} has no identity provider ${providerName}.`);
  return { poolId: userPoolId, name: providerName };
}
