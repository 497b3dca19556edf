import { describe, expect, it } from "vitest";
import { javaPatternToJs } from "../../../codegen/java-pattern.ts";

const matches = (pattern: string, value: string): boolean => new RegExp(javaPatternToJs(pattern), "u").test(value);

describe("translating Java patterns", () => {
  it.each([
    ["[\\w-]+_[0-9a-zA-Z]+", "us-east-1_AbC", true],
    ["[\\w-]+_[0-9a-zA-Z]+", "x us-east-1_AbC", false],
    ["[\\w-]+_[0-9a-zA-Z]+", "us-east-1_AbC\n", false],
    ["[\\S]+", "a\u00a0b", true],
    ["[\\S]+", "a b", false],
    ["[\\w\\s]+", "a\u00a0b", false],
    ["[\\w\\s]+", "a\vb", true],
    ["(?s).*", "a\nb", true],
    [".*\\{####\\}.*", "code {####}", true],
    [".*\\{####\\}.*", "a\n{####}", false],
    [".*x.*", "a\u0085x", false],
    ["[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+", "Zoë😀", true],
    ["[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+", "a b", false],
    ["^[0-9A-Za-z\\.\\-_]*(?<!\\.)$", "bucket.", false],
    ["a|b", "ab", false],
    ["^arn\\:aws\\:s\\/[\\d\\w\\-\\:]+$", "arn:aws:s/a-1:b", true],
    ["[\\!-\\~]+", "a\u007f", false],
  ])("%s on %j is %s", (pattern, value, expected) => {
    expect(matches(pattern, value)).toBe(expected);
  });

  it("a pattern that JavaScript cannot express is refused by name", () => {
    expect(() => javaPatternToJs("(?i)abc")).toThrow("The pattern (?i)abc");
    expect(() => javaPatternToJs("[a\\S]")).toThrow("no JavaScript equivalent");
  });
});
