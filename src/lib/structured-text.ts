import { parseDocument } from "yaml";

/** The content of a JSON or YAML text (every JSON text is YAML too). @throws Error that names the place: `file:line:column: what` */
export function parseStructured(text: string, name: string): unknown {
  if (name.endsWith(".json")) return parseJson(text, name);
  const document = parseDocument(text, { prettyErrors: true });
  const error = document.errors[0];
  if (error) throw new Error(`${name}${at(error.linePos?.[0])}: ${error.message.split(/ at line |\n/)[0]}`);
  return document.toJS({ maxAliasCount: 100 });
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}`);
  }
}

const at = (position: { line: number; col: number } | undefined): string => (position ? `:${position.line}:${position.col}` : "");
