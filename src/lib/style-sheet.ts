/** What a style sheet consists of, as far as rules about it need to know. */
export interface StyleSheetParts {
  /** Names of at-statements, without the @. */
  readonly statements: readonly string[];
  /** Parts of selectors by which elements are chosen, as written: `.class`, `body`, `#id`, `[attribute]`; no pseudo-classes. */
  readonly selectors: readonly string[];
}

const CHOOSING = new Set(["class", "tag", "id", "attribute", "universal", "nesting"]);

/** Undefined where the text is no style sheet. The parser is loaded on first use. */
export async function readStyleSheet(css: string): Promise<StyleSheetParts | undefined> {
  const [{ default: postcss }, { default: selectorParser }] = await Promise.all([import("postcss"), import("postcss-selector-parser")]);
  const statements: string[] = [];
  const selectors: string[] = [];
  const readSelector = selectorParser((root) => root.walk((node) => void (CHOOSING.has(node.type) && selectors.push(String(node).trim()))));
  try {
    // Without its map, which a comment could make the parser look for on the disk.
    const root = postcss.parse(css, { map: false });
    root.walkAtRules(({ name }) => void statements.push(name));
    root.walkRules(({ selector }) => void readSelector.processSync(selector));
  } catch {
    return undefined;
  }
  return { statements, selectors };
}
