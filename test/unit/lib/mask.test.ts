import { expect, test } from "vitest";
import { maskEmail, maskPhoneNumber } from "#src/lib/mask.ts";

test.each([
  ["john@gmail.com", "j***@g***"],
  ["t@t.io", "t***@t***"],
  ['"a@b"@example.com', '"***@e***'],
  ["𝒶da@example.com", "𝒶***@e***"],
])("maskEmail, %s, shows two first letters", (address, masked) => {
  expect(maskEmail(address)).toBe(masked);
});

test.each(["+15555558884", "+498884", "+123456789018884"])("maskPhoneNumber, %s, shows four digits behind seven stars", (number) => {
  expect(maskPhoneNumber(number)).toBe("+*******8884");
});
