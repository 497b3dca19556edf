import { expect, test } from "vitest";
import { addTry } from "#src/rules/try-limits.ts";

const HOUR = 3_600_000;

test("addTry, up to the limit, counts; beyond it, refuses until the first one is an hour old", () => {
  const first = addTry([], 1000, 2)!;
  const second = addTry(first, 2000, 2)!;
  expect(second).toEqual([1000, 2000]);
  expect(addTry(second, 3000, 2)).toBeUndefined();
  expect(addTry(second, 1000 + HOUR, 2)).toEqual([2000, 1000 + HOUR]);
});
