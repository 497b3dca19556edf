/** No mail is nested nearly as deep; what is would exhaust the stack. */
const DEEPEST = 100;

/** HTML for readers of plain text; a link is followed by its address. The package is loaded on demand: most servers send no mail. */
export async function plainText(html: string): Promise<string> {
  const { convert } = await import("html-to-text");
  return convert(html, {
    wordwrap: false,
    preserveNewlines: true,
    limits: { maxDepth: DEEPEST },
    selectors: [{ selector: "a", options: { linkBrackets: false } }],
  });
}
