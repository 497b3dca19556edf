import type { SpecDocument } from "./spec-document.ts";
import type { PathItem, SpecOperation } from "./spec-operation.ts";

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
  const [best] = byLikeness(operation, Object.values(spec.paths));
  return best && best.likeness >= ENOUGH ? (best.post.tags[0] ?? UNSORTED.name) : UNSORTED.name;
}

/**
 * A value for a fact that a new operation has to have: that of the most alike operation that reads or writes as it does.
 * Undefined where no operation has the fact.
 */
export function guessFact(spec: SpecDocument, fact: string, operation: string): unknown {
  const knowing = Object.values(spec.paths).filter(({ post }) => Object.hasOwn(post, fact));
  const alike = knowing.filter(({ post }) => reads(post.operationId) === reads(operation));
  const [best] = byLikeness(operation, alike.length > 0 ? alike : knowing);
  return (best?.post as Record<string, unknown> | undefined)?.[fact];
}

function byLikeness(operation: string, items: readonly PathItem[]): { readonly post: SpecOperation; readonly likeness: number }[] {
  const words = nouns(operation);
  const candidates = items.map(({ post }) => ({ post, likeness: likeness(words, nouns(post.operationId)) }));
  return candidates.sort((a, b) => b.likeness - a.likeness);
}

function reads(operation: string): boolean {
  return /^(?:Admin)?(?:Describe|Get|List|Search)[A-Z]/.test(operation);
}

function nouns(operation: string): Set<string> {
  const words = operation.match(/[A-Z]+(?![a-z])|[A-Z][a-z]+/g) ?? [];
  return new Set(words.filter((word) => !VERBS.has(word)).map((word) => singular(word.toLowerCase())));
}

function singular(word: string): string {
  return word
    .replace(/ies$/, "y")
    .replace(/(s|x|ch)es$/, "$1")
    .replace(/([^s])s$/, "$1");
}

function likeness(a: Set<string>, b: Set<string>): number {
  const shared = [...a].filter((word) => b.has(word)).length;
  const all = new Set([...a, ...b]).size;
  return all === 0 ? 0 : shared / all;
}
