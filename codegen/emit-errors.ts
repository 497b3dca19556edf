import type { Model, Shape } from "./model.ts";
import type { SpecDocument } from "./spec-document.ts";

const baseClass = (name: string): string => `/** An error that the API sends: its code, its HTTP status and the text for the caller. */
export abstract class ${name} extends Error {
  /** What \`__type\` says on the wire. */
  abstract readonly code: string;
  abstract readonly status: number;
  constructor(message: string) {
    super(message);
  }
  override get name(): string {
    return this.code;
  }
}
`;

/** An error class per modelled exception: 500 where the model calls it a fault, 400 otherwise. */
export function emitErrors(spec: Pick<SpecDocument, "x-error-class">, model: Model): string {
  const base = spec["x-error-class"] ?? "ServiceError";
  const exceptions = Object.entries(model.schemas).filter(([, shape]) => shape.kind === "exception");
  const classes = exceptions.map(([name, shape]) => errorClass(base, name, shape));
  const names = exceptions.map(([name]) => `  ${name},\n`).join("");
  const table = `/** Every modelled error by its code. */\nexport const errorClasses = {\n${names}} as const;\n`;
  return [baseClass(base), ...classes, table].join("\n");
}

function errorClass(base: string, name: string, shape: Shape): string {
  const extras = Object.keys(shape.members ?? {}).filter((member) => !/^message$/i.test(member));
  const parameters = extras.map((member) => `, readonly ${member}?: string`).join("");
  const constructor = extras.length === 0 ? "" : `  constructor(message: string${parameters}) {\n    super(message);\n  }\n`;
  return (
    `export class ${name} extends ${base} {\n` +
    `  readonly code = "${name}";\n` +
    `  readonly status = ${shape.fault ? 500 : 400};\n` +
    `${constructor}}\n`
  );
}
