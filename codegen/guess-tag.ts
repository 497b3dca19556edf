import type { SpecDocument } from "./spec-document.ts";

/** Where operations go of which no existing operation shows the domain. */
export const UNSORTED = { name: "unsorted", description: "Operations that have no domain yet" };

const VERBS = new Set(
  "Add Admin Associate Complete Confirm Create Delete Describe Disable Enable Get Initiate List Remove Set Start Stop Update Verify".split(
    " ",
  ),
);
const ENOUGH = 0.5;

/**
 * A tag for a new operation: that of the existing operation whose name, verbs aside, has the most words in common with it
 * (at least half of all words of the two); `unsorted` where there is none.
 */
export function guessTag(spec: SpecDocument, operation: string): string {
  const words = nouns(operation);
  const candidates = Object.values(spec.paths).map(({ post }) => ({
    tag: post.tags[0] ?? UNSORTED.name,
    likeness: likeness(words, nouns(post.operationId)),
  }));
  const best = candidates.sort((a, b) => b.likeness - a.likeness)[0];
  return best && best.likeness >= ENOUGH ? best.tag : UNSORTED.name;
}

function nouns(operation: string): Set<string> {
  const words = operation.match(/[A-Z]+(?![a-z])|[A-Z][a-z]+/g) ?? [];
  return new Set(words.filter((word) => !VERBS.has(word)).map((word) => word.toLowerCase().replace(/s$/, "")));
}

function likeness(a: Set<string>, b: Set<string>): number {
  const shared = [...a].filter((word) => b.has(word)).length;
  const all = new Set([...a, ...b]).size;
  return all === 0 ? 0 : shared / all;
}
