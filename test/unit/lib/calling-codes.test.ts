import metadata from "libphonenumber-js/min/metadata";
import { expect, test } from "vitest";
import { hasCallingCode } from "#src/lib/calling-codes.ts";

const assigned = new Set([
  ...Object.keys(metadata.country_calling_codes),
  ...Object.keys((metadata as { nonGeographic?: object }).nonGeographic ?? {}),
]);

test("hasCallingCode knows the codes of libphonenumber-js, and no others", () => {
  const wrong: string[] = [];
  for (let number = 0; number < 1000; number += 1) {
    const digits = String(number).padStart(3, "0");
    const known = [1, 2, 3].some((length) => assigned.has(digits.slice(0, length)));
    if (hasCallingCode(`${digits}5550100`) !== known) wrong.push(digits);
  }
  expect(wrong).toEqual([]);
});

test("a lone calling code is no number", () => {
  expect(["1", "49", "358"].filter(hasCallingCode)).toEqual([]);
});
