import { type Document, parseDocument } from "yaml";
import type { Model } from "./model.ts";
import { operationOfPathItem, type PathItem } from "./spec-operation.ts";
import { type SpecSchema, shapeOfSchema } from "./spec-schema.ts";

/** Errors by their HTTP status. */
export interface FrameworkErrors {
  readonly 400: readonly string[];
  readonly 500: readonly string[];
}

/** The parts of the spec that the code reads. */
export interface SpecDocument {
  openapi: string;
  info: { version: string; title: string };
  tags: { name: string; description: string }[];
  paths: Record<string, PathItem>;
  components: { schemas: Record<string, SpecSchema> };
  /** What stands before an operation's name in X-Amz-Target. */
  "x-target-prefix": string;
  /** The class that all errors of the API extend. */
  "x-error-class"?: string;
  /** Of the protocol AWS JSON: 1.0 or 1.1. */
  "x-json-version": string;
  /** Errors that the framework in front of the service answers for any operation, by HTTP status. */
  "x-framework-errors"?: FrameworkErrors;
  /** Facts that each operation has to have, as extensions of its own. */
  "x-required-of-operations"?: string[];
}

/** Many tools still read YAML 1.1, to which OFF is a boolean and 2024-05-01 a date: such texts are written in quotes. */
export const YAML_OPTIONS = { compat: "yaml-1.1" } as const;

/** Parses the spec; throws with line and column where it is not YAML. */
export function parseSpec(text: string): { yaml: Document; spec: SpecDocument } {
  const yaml = parseDocument(text, YAML_OPTIONS);
  const [problem] = yaml.errors;
  if (problem) throw new Error(`The spec is not valid YAML: ${problem.message}`);
  return { yaml, spec: yaml.toJS() as SpecDocument };
}

/** Writes the spec; what was not changed since parsing comes out as it went in. */
export function writeSpec(yaml: Document): string {
  return yaml.toString({ lineWidth: 120, indentSeq: true });
}

/** The facts that the spec states. */
export function modelOfSpec(spec: SpecDocument): Model {
  const operations = Object.values(spec.paths).map((item) => [item.post.operationId, operationOfPathItem(item)] as const);
  const schemas = Object.entries(spec.components.schemas).map(([name, schema]) => [name, shapeOfSchema(schema)] as const);
  return { operations: Object.fromEntries(operations), schemas: Object.fromEntries(schemas) };
}
