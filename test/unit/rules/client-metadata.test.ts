import { expect, test } from "vitest";
import { matchesUrlPattern } from "#src/rules/client-metadata.ts";

test.each([
  ["https://a.example.com/client.json", "https://a.example.com/client.json", true],
  ["https://a.example.com/client.json", "https://a.example.com/client.json2", false],
  ["https://*.example.com/*", "https://a.example.com/client.json", true],
  ["https://*.example.com/*", "https://a.b.example.com/x/y", true],
  ["https://*.example.com/*", "https://example.com/client.json", false],
  ["https://a.example.com/*.json", "https://a.example.com/.json", true],
  ["https://a.example.com/*.json", "https://a.example.com/client.xml", false],
  ["https://a.example.com/ab*ba", "https://a.example.com/aba", false],
  ["https://a.example.com/*a*a*", "https://a.example.com/xaxa", true],
  ["https://a.example.com/*a*a*", "https://a.example.com/xax", false],
  [`https://a.example.com/${"*a".repeat(60)}`, `https://a.example.com/${"a".repeat(59)}`, false],
])("%s on %s is %s", (pattern, url, expected) => {
  expect(matchesUrlPattern(pattern, url)).toBe(expected);
});

test("a star does not reach over the end of a host into a path", () => {
  expect(matchesUrlPattern("https://*.example.com/*", "https://evil.org/.example.com/client.json")).toBe(false);
  expect(matchesUrlPattern("https://*.example.com/*", "https://evil.org?.example.com/client.json")).toBe(false);
  expect(matchesUrlPattern("https://*.example.com/*", "https://user@evil.org#.example.com/")).toBe(false);
});
