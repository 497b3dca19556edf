import { createHash } from "node:crypto";
import { type Answer, HTML_TYPE } from "./answer.ts";

/** Text as it may stand in a page or in XML, also inside an attribute's quotes. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** One card in the middle, in the colours that the reader prefers. Nothing is loaded from anywhere. */
const STYLE = [
  ":root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}",
  "body{margin:0;min-height:100vh;display:grid;place-items:center;background:light-dark(#f2f4f7,#14181f)}",
  "main{max-width:26rem;margin:1rem;padding:1.5rem 2rem;border-radius:.75rem;background:light-dark(#fff,#1f2630);box-shadow:0 1px 4px #0003}",
  "h1{margin:0 0 .5rem;font-size:1.25rem}p{margin:.5rem 0}",
].join("");

interface Page {
  readonly status: number;
  readonly title: string;
  /** Plain text. */
  readonly lines: readonly string[];
}

/** A page of paragraphs. */
export const pageAnswer = ({ status, title, lines }: Page): Answer =>
  documentAnswer({ status, title, style: STYLE, body: [`<h1>${escaped(title)}</h1>`, ...lines.map((line) => `<p>${escaped(line)}</p>`)] });

interface Document {
  readonly status: number;
  readonly title: string;
  readonly style: string;
  /** HTML. */
  readonly body: readonly string[];
  readonly script?: string;
}

/** A page that has nothing but its own style and script. */
export function documentAnswer({ status, title, style, body, script }: Document): Answer {
  const policy = [
    "default-src 'none'",
    `style-src ${hashOf(style)}`,
    ...(script === undefined ? [] : [`script-src ${hashOf(script)}`]),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(title)}</title><style>${style}</style>`;
  const main = [...body.filter(Boolean), ...(script === undefined ? [] : [`<script>${script}</script>`])].join("\n");
  return {
    status,
    headers: { "content-type": HTML_TYPE, "content-language": "en-US", "content-security-policy": policy },
    body: `<!DOCTYPE html>\n<html lang="en">\n<head>${head}</head>\n<body><main>\n${main}\n</main></body>\n</html>\n`,
  };
}

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** What a hosted page says that cannot be shown (measured on AWS). */
export const errorPageAnswer = (error: string): Answer =>
  pageAnswer({ status: 400, title: "Error", lines: ["An error was encountered with the requested page.", error] });
