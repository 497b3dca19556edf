/** The content of a JSON or YAML text (every JSON text is YAML too). @throws Error that names the place: `file:line:column: what` */
export async function parseStructured(text: string, name: string): Promise<unknown> {
  if (name.endsWith(".json")) return parseJson(text, name);
  // Loaded on demand: most starts read no YAML.
  const { parseDocument } = await import("yaml");
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
