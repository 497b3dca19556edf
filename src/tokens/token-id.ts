import { uuid } from "../lib/ids.ts";
import type { User } from "../records/users.ts";

/** What tells which of a user's sign-outs a token is older than. */
export type SignOuts = Pick<User, "signOuts" | "signedOutAt">;

/**
 * A token's id, which holds how often its user had been signed out when it was made. That is what revokes tokens at a
 * sign-out: a count has an order that no clock can change, be it set back over a restart. It is hidden in what looks
 * like a random UUID, as AWS's ids are: the first 32 bits are the last 32 with the count in them.
 */
export function tokenId({ signOuts = 0 }: SignOuts): string {
  const id = uuid();
  return `${hidden(id, signOuts).toString(16).padStart(8, "0")}${id.slice(8)}`;
}

/** Was the user signed out since a token with this id was made? */
export function isSignedOut(id: string, { signOuts = 0, signedOutAt }: SignOuts): boolean {
  // Earlier versions made sequential ids, and kept that of the sign-out.
  if (id[VERSION_AT] === "7") return signOuts > 0 || (signedOutAt !== undefined && id < signedOutAt);
  return hidden(id, Number.parseInt(id.slice(0, 8), 16)) !== signOuts;
}

/** Where a UUID has its version (RFC 9562 section 4). */
const VERSION_AT = 14;

const hidden = (id: string, value: number): number => (Number.parseInt(id.slice(-8), 16) ^ value) >>> 0;

/** What a sign-out changes in the user. */
export const signedOut = ({ signOuts = 0 }: SignOuts): Pick<User, "signOuts"> => ({ signOuts: signOuts + 1 });
