import RandExp from "randexp";
import { findJsPattern } from "./java-pattern.ts";
import type { Shape } from "./model.ts";

/** So many texts are tried; each has its own choices and its own longest repetition. */
const TRIES = 400;
const LONGEST_REPETITION = 24;

/** What the library cannot read and a text may well keep by chance. */
const LOOKING_AROUND = /\(\?<?[!=][^()]*\)/g;

/** Texts made from the shape's pattern: the same ones each time. Not each of them keeps its limits. */
export function* valuesOfPattern({ pattern, min = 1, max = Number.POSITIVE_INFINITY }: Shape): Generator<string> {
  const source = pattern === undefined ? undefined : findJsPattern(pattern)?.replaceAll(LOOKING_AROUND, "");
  if (source === undefined) return;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const longest = Math.min(max, Math.max(1, min) + (attempt % LONGEST_REPETITION));
    const text = textOf(source, longest, attempt);
    // What the library cannot read it cannot read at any attempt.
    if (text === undefined) return;
    yield text;
  }
}

function textOf(source: string, longest: number, seed: number): string | undefined {
  try {
    const maker = new RandExp(source);
    maker.max = longest;
    maker.randInt = choices(seed);
    return maker.gen();
  } catch {
    return undefined;
  }
}

/** Numbers that look random and are the same each time (a linear congruential generator). */
function choices(seed: number): (from: number, to: number) => number {
  // Spread out (Knuth's multiplicative hash): seeds beside each other would begin with the same choices.
  let state = Math.imul(seed + 1, 2654435761);
  return (from, to) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return from + Math.floor((state / 2 ** 32) * (to - from + 1));
  };
}
