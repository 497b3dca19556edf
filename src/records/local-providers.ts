import { defineTable } from "./table.ts";

/** Somebody whom a provider is said to know. */
export interface LocalAccount {
  readonly subject: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** What the page in a provider's place offers, and whether it asks at all. */
export interface LocalProvider {
  readonly poolId: string;
  /** The provider's name. */
  readonly name: string;
  readonly accounts: readonly LocalAccount[];
  /** What becomes of each sign-in without a question; absent: the page asks. */
  readonly answer?: { readonly subject: string } | { readonly refuses: true };
}

export const localProviders = defineTable<LocalProvider>({
  name: "localProviders",
  partition: (provider) => provider.poolId,
  id: (provider) => provider.name,
  indexes: {},
});
