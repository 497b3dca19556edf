import { expect, test } from "vitest";
import { readStyleSheet } from "#src/lib/style-sheet.ts";

test("readStyleSheet, of nested statements and lists of selectors, finds each part by which elements are chosen", async () => {
  const css =
    '@Supports (display: grid) { .a:hover > .b, #c[d="e"] { color: red } } @import "x.css"; * { margin: 0 } b::before { content: ".f { } @media" }';
  expect(await readStyleSheet(css)).toEqual({ statements: ["Supports", "import"], selectors: [".a", ".b", "#c", '[d="e"]', "*", "b"] });
});

test("readStyleSheet, of selectors inside pseudo-classes, finds these too", async () => {
  expect(await readStyleSheet(".a:not(.b):is(c) { color: red }")).toEqual({ statements: [], selectors: [".a", ".b", "c"] });
});

test("readStyleSheet, of what is in comments, finds nothing", async () => {
  expect(await readStyleSheet("/* .a { } @import 'x'; */")).toEqual({ statements: [], selectors: [] });
});

test.each([[".a {"], [".a } {"], [".a[ { color: red }"], ["nonsense"]])("readStyleSheet, of %s, gives nothing", async (css) => {
  expect(await readStyleSheet(css)).toBeUndefined();
});

test("readStyleSheet, of a comment that gives a source map, does not read it", async () => {
  // The parser would throw, because that is no encoding.
  expect(await readStyleSheet(".a { color: red }\n/*# sourceMappingURL=data:application/json;rot13,x */")).toEqual({
    statements: [],
    selectors: [".a"],
  });
});
