import type { Context } from "../../context.ts";
import type { IdentityProvider } from "../../records/identity-providers.ts";
import { type LocalAccount, type LocalProvider, localProviders } from "../../records/local-providers.ts";
import { retryStale } from "../../storage/retry.ts";

/** Of a provider that nobody has written accounts for yet. */
const FIRST: LocalAccount = { subject: "1000001", claims: { email: "ada@example.com", email_verified: true, name: "Ada Lovelace" } };

type Place = Pick<IdentityProvider, "poolId" | "name">;

export async function localProvider({ store }: Pick<Context, "store">, { poolId, name }: Place): Promise<LocalProvider> {
  return (await localProviders.find(store, poolId, name)) ?? { poolId, name, accounts: [FIRST] };
}

/** Changes what the page offers, or how it answers; members that are absent stay, an answer of null ends it. */
export async function changeLocalProvider(
  ctx: Pick<Context, "store">,
  place: Place,
  { accounts, answer }: { accounts?: readonly LocalAccount[]; answer?: LocalProvider["answer"] | null },
): Promise<LocalProvider> {
  return retryStale(async () => {
    const before = await localProvider(ctx, place);
    const after = { ...before, ...(accounts && { accounts }), answer: answer === null ? undefined : (answer ?? before.answer) };
    await ctx.store.commit([localProviders.put(after)]);
    return after;
  });
}

/** An account as somebody has just written it, in the place of an earlier one of the same subject. */
export async function keepLocalAccount(ctx: Pick<Context, "store">, place: Place, account: LocalAccount): Promise<void> {
  const { accounts } = await localProvider(ctx, place);
  await changeLocalProvider(ctx, place, { accounts: [...accounts.filter(({ subject }) => subject !== account.subject), account] });
}

export const localAccount = async (ctx: Pick<Context, "store">, place: Place, subject: string): Promise<LocalAccount | undefined> =>
  (await localProvider(ctx, place)).accounts.find((account) => account.subject === subject);
