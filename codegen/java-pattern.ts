// Java's \s, \S and dot differ from JavaScript's: Java's know ASCII whitespace and its own line ends only
// (java.util.regex.Pattern, "Predefined character classes" and "Line terminators").
const SPACE = " \\t\\n\\v\\f\\r";
const LINE_ENDS = "\\n\\r\\u0085\\u2028\\u2029";
/** Java allows a backslash before any punctuation, JavaScript's `u` flag only before what means something. */
const NEEDLESS_ESCAPE = /^\\([^\p{L}\p{N}^$\\.*+?()[\]{}|/])$/u;

/**
 * Translates a Java regular expression that must match the whole value into the source of a JavaScript one for the `u` flag.
 * Throws where the pattern uses what neither side shares.
 */
export function javaPatternToJs(pattern: string): string {
  const dotAll = pattern.startsWith("(?s)");
  const source = `^(?:${translate(dotAll ? pattern.slice(4) : pattern, dotAll)})$`;
  try {
    new RegExp(source, "u");
  } catch (cause) {
    throw new Error(`The pattern ${pattern} has no JavaScript equivalent.`, { cause });
  }
  return source;
}

/** The same; undefined where JavaScript has no equivalent. */
export function findJsPattern(pattern: string): string | undefined {
  try {
    return javaPatternToJs(pattern);
  } catch {
    return undefined;
  }
}

function translate(pattern: string, dotAll: boolean): string {
  let result = "";
  let inClass = false;
  const tokens = pattern.match(/\[\\S\]|\\.|[^]/gu) ?? [];
  for (const token of tokens) {
    if (token === "[") inClass = true;
    if (token === "]") inClass = false;
    result += inClass ? tokenInClass(token) : tokenOutside(token, dotAll);
  }
  return result;
}

function tokenInClass(token: string): string {
  if (token === "\\S") throw new Error("\\S beside other members of a character class has no JavaScript equivalent.");
  if (token === "\\s") return SPACE;
  return token === "\\-" ? token : token.replace(NEEDLESS_ESCAPE, "$1");
}

function tokenOutside(token: string, dotAll: boolean): string {
  if (token === "\\s") return `[${SPACE}]`;
  if (token === "\\S" || token === "[\\S]") return `[^${SPACE}]`;
  if (token === ".") return dotAll ? "[^]" : `[^${LINE_ENDS}]`;
  return token.replace(NEEDLESS_ESCAPE, "$1");
}
