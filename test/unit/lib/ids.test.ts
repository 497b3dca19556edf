import { expect, test } from "vitest";
import { createSequence } from "#src/lib/ids.ts";

test("a sequence's ids compare as they were made, also many in one millisecond", () => {
  const next = createSequence();
  const made = Array.from({ length: 200_000 }, next);
  expect(new Set(made).size).toBe(made.length);
  expect([...made].sort()).toEqual(made);
});

test("two sequences never give the same id", () => {
  const [one, other] = [createSequence(), createSequence()];
  const made = Array.from({ length: 1000 }, () => [one(), other()]).flat();
  expect(new Set(made).size).toBe(made.length);
});
