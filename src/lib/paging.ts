import { randomBytes } from "node:crypto";
import { sealBytes, unsealBytes } from "../crypto/seal.ts";
import type { Clock } from "./clock.ts";

const LIFETIME_MS = 3_600_000;
/** AWS's tokens have hundreds of characters; positions are padded so that nobody relies on short ones. */
const PADDED_LENGTH = 160;

/** Opaque pagination tokens: base64, an hour's life, bound to the query whose page they continue. */
export interface Paging {
  /** `query`: everything that the page depends on but its size, as JSON; `position`: where the next page starts. */
  encode(query: unknown, position: string): string;
  /** The position; undefined for a token that was changed, has expired or belongs to another query. */
  decode(query: unknown, token: string): string | undefined;
}

/** Processes that share `key` (32 bytes) understand each other's tokens; absent: a key of this process. */
export function createPaging({ clock, key = randomBytes(32) }: { clock: Clock; key?: Buffer }): Paging {
  return {
    encode: (query, position) => {
      const text = JSON.stringify([clock.now() + LIFETIME_MS, position]).padEnd(PADDED_LENGTH);
      return sealBytes(key, text, JSON.stringify(query)).toString("base64");
    },
    decode: (query, token) => {
      const text = unsealBytes(key, Buffer.from(token, "base64"), JSON.stringify(query));
      if (text === undefined) return undefined;
      const [expiresAt, position] = JSON.parse(text) as [number, string];
      return expiresAt > clock.now() ? position : undefined;
    },
  };
}
