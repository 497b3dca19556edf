import { createHash } from "node:crypto";
import { type Answer, HTML_TYPE } from "./answer.ts";

/** Text as it may stand in a page, also inside an attribute's quotes. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** One card in the middle, in the colours that the reader prefers. Nothing is loaded from anywhere. */
const STYLE = [
  ":root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}",
  "body{margin:0;min-height:100vh;display:grid;place-items:center;background:light-dark(#f2f4f7,#14181f)}",
  "main{max-width:26rem;margin:1rem;padding:1.5rem 2rem;border-radius:.75rem;background:light-dark(#fff,#1f2630);box-shadow:0 1px 4px #0003}",
  "h1{margin:0 0 .5rem;font-size:1.25rem}p{margin:.5rem 0}",
].join("");

/** Nothing but this style. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; base-uri 'none'; frame-ancestors 'none'`;

interface Page {
  readonly status: number;
  readonly title: string;
  /** Plain text. */
  readonly lines: readonly string[];
}

/** A page of paragraphs. */
export const pageAnswer = (page: Page): Answer => ({
  status: page.status,
  headers: { "content-type": HTML_TYPE, "content-language": "en-US", "content-security-policy": POLICY },
  body: htmlOf(page),
});

function htmlOf({ title, lines }: Page): string {
  const body = lines.map((line) => `<p>${escaped(line)}</p>`).join("\n");
  return `<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${STYLE}</style></head>\n<body><main>\n<h1>${escaped(title)}</h1>\n${body}\n</main></body>\n</html>\n`;
}

/** What a hosted page says that cannot be shown (measured on AWS). */
export const errorPageAnswer = (error: string): Answer =>
  pageAnswer({ status: 400, title: "Error", lines: ["An error was encountered with the requested page.", error] });
