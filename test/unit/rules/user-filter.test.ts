import fc from "fast-check";
import { expect, test } from "vitest";
import { parseUserFilter } from "#src/rules/user-filter.ts";

test.each([
  ['email = "Ada@Example.com"', { index: "email", equals: "ada@example.com" }],
  ['"email"^="Test"', { index: "email", prefix: "test" }],
  ['username="Ada"', { index: "usernameOrder", equals: "Ada" }],
  [' status  =  "Enabled" ', { index: "status", equals: "Enabled" }],
  ['cognito:user_status = "CONFIRMED"', { index: "cognito:user_status", equals: "confirmed" }],
  ['sub ^= "ab"', { index: "sub", prefix: "ab" }],
  ['name = ""', { index: "name", equals: "" }],
  [String.raw`name = "a \"b\" \\c"`, { index: "name", equals: String.raw`a "b" \c` }],
])("parseUserFilter, of %s, gives the look-up", (filter, query) => {
  expect(parseUserFilter(filter)).toEqual(query);
});

test.each([undefined, "", "  ", '""'])("parseUserFilter, of %s, is no filter", (filter) => {
  expect(parseUserFilter(filter)).toBeUndefined();
});

test.each(["email", "email =", "email = ada", 'email == "a"', 'email = "a" or name = "b"', 'email = "a', '= "a"', 'email > "a"'])(
  "parseUserFilter, of %s, is refused",
  (filter) => {
    expect(() => parseUserFilter(filter)).toThrow("Error while parsing filter.");
  },
);

test.each(["custom:x", "nickname", "constructor", "__proto__"])("parseUserFilter, by %s, is refused", (name) => {
  expect(() => parseUserFilter(`${name} = "a"`)).toThrow(`Invalid search attribute: ${name}`);
});

test("parseUserFilter, of any value with quotes and backslashes escaped, reads it back", () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      const query = parseUserFilter(`username = "${value.replace(/["\\]/g, "\\$&")}"`);
      expect(query).toEqual({ index: "usernameOrder", equals: value });
    }),
  );
});
