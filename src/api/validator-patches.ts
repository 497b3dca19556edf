import type { OpenApiValidatorOpts } from "express-openapi-validator/dist/framework/types.js";

type Next = (error?: unknown) => void;
export type Handler = (request: object, response: object, next: Next) => unknown;

export interface ValidatorModule {
  middleware(options: OpenApiValidatorOpts): readonly Handler[];
}

let loading: Promise<ValidatorModule> | undefined;

// It drags in a file uploader and a parser that listening need not wait for. An import keeps the module itself.
export const loadValidator = (): Promise<ValidatorModule> => (loading ??= loadAndSpeedUp());

/**
 * With three savings that it has no options for: without them an operation's first call takes two to four times as long. They
 * reach into the inside of the package, which is why its version is pinned; each has a test that fails when it no longer bites.
 */
async function loadAndSpeedUp(): Promise<ValidatorModule> {
  const [validator, documentCheck, options, parameters] = await Promise.all([
    import("express-openapi-validator").then(own),
    import("express-openapi-validator/dist/framework/openapi.schema.validator.js").then(own),
    import("express-openapi-validator/dist/framework/ajv/options.js").then(own),
    import("express-openapi-validator/dist/middlewares/parsers/req.parameter.mutator.js").then(own),
  ]);
  // Told not to check documents, it still compiles the schema of all OpenAPI documents for each of them.
  if (isChangeable(documentCheck)) Object.assign(documentCheck, { OpenAPISchemaValidator: class {} });
  // Tidying the code that it makes of schemas takes longer than making it.
  const made = options.AjvOptions.prototype as unknown as { baseOptions(): object };
  const { baseOptions } = made;
  made.baseOptions = function () {
    return { ...baseOptions.call(this), code: { optimize: false } };
  };
  // No operation has parameters in its URL, and parsing it (with `url.parse`) makes Node 24 warn.
  parameters.RequestParameterMutator.prototype.modifyRequest = () => undefined;
  return validator as unknown as ValidatorModule;
}

/** A CommonJS package: loaders disagree on whether it is its own default export. */
const own = <T extends object>(loaded: T & { default?: T }): T => loaded.default ?? loaded;

/** Some loaders show a view of the module that cannot be changed: first calls stay slower there. */
const isChangeable = (module: object): boolean =>
  Object.getOwnPropertyDescriptor(module, "OpenAPISchemaValidator")?.writable === true && Object.isExtensible(module);
