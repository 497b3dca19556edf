import { expect, test } from "vitest";
import { addAttempt } from "#src/rules/attempt-limits.ts";

const HOUR = 3_600_000;

test("addAttempt, up to the limit, counts; beyond it, refuses until the first one is an hour old", () => {
  const first = addAttempt([], 1000, 2)!;
  const second = addAttempt(first, 2000, 2)!;
  expect(second).toEqual([1000, 2000]);
  expect(addAttempt(second, 3000, 2)).toBeUndefined();
  expect(addAttempt(second, 1000 + HOUR, 2)).toEqual([2000, 1000 + HOUR]);
});
