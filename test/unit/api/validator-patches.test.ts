import { createRequire } from "node:module";
import { beforeAll, expect, test } from "vitest";
import { createValidators } from "#src/api/validate.ts";
import type { ValidatorModule } from "#src/api/validator-patches.ts";

// What the patches keep the validator from doing, watched from below it: at Ajv, which it compiles with, and at `node:url`.
const own = createRequire(import.meta.url);
const inside = createRequire(own.resolve("express-openapi-validator"));

interface Compiling {
  readonly opts: { readonly code: { readonly optimize: number } };
}
type Compile = (this: Compiling, made: { readonly schema: { readonly id?: string } }) => unknown;

interface Watched {
  /** Schemas of whole OpenAPI documents that were compiled. */
  documentSchemas: number;
  /** Schemas that were compiled, and how many of them with their code tidied. */
  compiled: number;
  tidied: number;
  urlsParsed: number;
}

/** What the validator does for the first input of an operation. */
async function watch(validatorOf: ReturnType<typeof createValidators>): Promise<Watched> {
  const seen: Watched = { documentSchemas: 0, compiled: 0, tidied: 0, urlsParsed: 0 };
  const { prototype } = (inside("ajv/dist/core.js") as { default: { prototype: { _compileSchemaEnv: Compile } } }).default;
  const url = inside("url") as { parse: (...args: unknown[]) => unknown };
  const { _compileSchemaEnv } = prototype;
  const { parse } = url;
  prototype._compileSchemaEnv = function (made) {
    seen.compiled += 1;
    if (made.schema.id?.includes("openapis.org") === true) seen.documentSchemas += 1;
    if (this.opts.code.optimize > 0) seen.tidied += 1;
    return _compileSchemaEnv.call(this, made);
  };
  url.parse = (...args) => {
    seen.urlsParsed += 1;
    return parse(...args);
  };
  try {
    expect(await validatorOf("DescribeUserPool").accepts({ UserPoolId: "us-east-1_AbCdEfGhI" })).toBe(true);
    return seen;
  } finally {
    Object.assign(prototype, { _compileSchemaEnv });
    Object.assign(url, { parse });
  }
}

let unpatched: Watched;
let patched: Watched;
beforeAll(async () => {
  unpatched = await watch(createValidators(undefined, () => Promise.resolve(own("express-openapi-validator") as ValidatorModule)));
  patched = await watch(createValidators());
});

test("the schema of all OpenAPI documents is not compiled, as it is without the patch", () => {
  expect(unpatched.documentSchemas).toBeGreaterThan(0);
  expect(patched.documentSchemas).toBe(0);
});

test("the code made of schemas is not tidied, as it is without the patch", () => {
  expect(unpatched.tidied).toBeGreaterThan(0);
  expect(patched.compiled).toBeGreaterThan(0);
  expect(patched.tidied).toBe(0);
});

test("the address of a request is not parsed, as it is without the patch", () => {
  expect(unpatched.urlsParsed).toBeGreaterThan(0);
  expect(patched.urlsParsed).toBe(0);
});

test("the version that the patches were made for is the only one that can be installed", () => {
  const { devDependencies } = own("../../../package.json") as { devDependencies: Record<string, string> };
  expect(devDependencies["express-openapi-validator"]).toMatch(/^\d+\.\d+\.\d+$/);
});
