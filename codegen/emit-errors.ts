import { HEADER } from "./header.ts";
import type { Model, Shape } from "./model.ts";

const BASE = `/** An error that Cognito sends: its code, its HTTP status and the text for the caller. */
export abstract class CognitoError extends Error {
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
export function emitErrors(model: Model): string {
  const exceptions = Object.entries(model.schemas).filter(([, shape]) => shape.kind === "exception");
  const classes = exceptions.map(([name, shape]) => errorClass(name, shape));
  const names = exceptions.map(([name]) => `  ${name},\n`).join("");
  const table = `/** Every modelled error by its code. */\nexport const errorClasses = {\n${names}} as const;\n`;
  return HEADER + [BASE, ...classes, table].join("\n");
}

function errorClass(name: string, shape: Shape): string {
  const extras = Object.keys(shape.members ?? {}).filter((member) => member !== "message");
  const parameters = extras.map((member) => `, readonly ${member}?: string`).join("");
  const constructor = extras.length === 0 ? "" : `  constructor(message: string${parameters}) {\n    super(message);\n  }\n`;
  return (
    `export class ${name} extends CognitoError {\n` +
    `  readonly code = "${name}";\n` +
    `  readonly status = ${shape.fault ? 500 : 400};\n` +
    `${constructor}}\n`
  );
}
