import type { KeyObject } from "node:crypto";
import { generateRsaKey } from "#src/tokens/key-supply.ts";

/** Hands out `count` real keys over and over, each made when it is first wanted: making one takes longer than most tests. */
export function recurringKeys(count = 2): () => Promise<KeyObject> {
  const made: Promise<KeyObject>[] = [];
  let next = 0;
  return () => {
    const index = next++ % count;
    return (made[index] ??= generateRsaKey());
  };
}
