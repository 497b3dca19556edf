import { expect, test } from "vitest";
import { fromBase32, matchTotp, toBase32, totpCode, totpSecret, totpStep } from "#src/crypto/totp.ts";
import vector from "../../vectors/totp.json" with { type: "json" };

const secret = toBase32(Buffer.from(vector.secretAscii));

test.each(vector.codes)("totpCode, the RFC's time $seconds, is $code, and its last six digits for six", ({ seconds, code }) => {
  expect(totpCode(secret, totpStep(seconds * 1000), 8)).toBe(code);
  expect(totpCode(secret, totpStep(seconds * 1000))).toBe(code.slice(2));
});

test.each([
  ["", ""],
  ["f", "MY"],
  ["fo", "MZXQ"],
  ["foo", "MZXW6"],
  ["foob", "MZXW6YQ"],
  ["fooba", "MZXW6YTB"],
  ["foobar", "MZXW6YTBOI"],
])("toBase32 and back, RFC 4648's %j, is %s", (text, encoded) => {
  expect(toBase32(Buffer.from(text))).toBe(encoded);
  expect(fromBase32(encoded.toLowerCase() + "==").toString()).toBe(text);
});

test("fromBase32, a character that is no digit, throws", () => {
  expect(() => fromBase32("MZXW1")).toThrow(RangeError);
});

test("totpSecret has 52 base-32 characters and is another one each time", () => {
  expect(totpSecret()).toMatch(/^[A-Z2-7]{52}$/);
  expect(totpSecret()).not.toBe(totpSecret());
});

test("matchTotp takes the code of this step and of its neighbours, says whose it is, and takes no other", () => {
  const now = 1_700_000_000_000;
  const step = totpStep(now);
  for (const near of [step - 1, step, step + 1]) expect(matchTotp(secret, totpCode(secret, near), { now })).toBe(near);
  for (const far of [step - 2, step + 2]) expect(matchTotp(secret, totpCode(secret, far), { now })).toBeUndefined();
  expect(matchTotp(secret, "", { now })).toBeUndefined();
});
