/**
 * The API as plain facts, free of any document format: what operations there are, which shapes they take and answer, and
 * which limits hold. The spec, an AWS service model and the change report all meet in this form.
 */
export interface Model {
  readonly operations: Readonly<Record<string, ModelOperation>>;
  readonly schemas: Readonly<Record<string, Shape>>;
}

export interface ModelOperation {
  readonly request: string;
  /** Name of the output shape; null when the operation has none (HTTP 200 with an empty body). */
  readonly response: string | null;
  readonly errors: readonly string[];
  /** Whether the caller signs with AWS credentials; public operations need no signature. */
  readonly iam: boolean;
  readonly pagination?: Pagination;
}

/** Members that carry a page: the token sent, the token answered, the page size, and the list itself. */
export interface Pagination {
  readonly token: string;
  readonly nextToken: string;
  readonly limit: string;
  readonly items: string;
}

export type ShapeKind =
  | "structure"
  | "exception"
  | "list"
  | "map"
  | "string"
  | "integer"
  | "long"
  | "float"
  | "double"
  | "boolean"
  | "timestamp"
  | "blob";

export interface Shape {
  readonly kind: ShapeKind;
  readonly min?: number;
  readonly max?: number;
  /** A Java regular expression that the whole value must match. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly sensitive?: boolean;
  /** A structure whose content is free JSON. */
  readonly document?: boolean;
  /** An exception that is the server's fault (HTTP 500). */
  readonly fault?: boolean;
  readonly members?: Readonly<Record<string, string>>;
  readonly required?: readonly string[];
  /** Members that callers should no longer use. */
  readonly deprecated?: readonly string[];
  readonly items?: string;
  readonly key?: string;
  readonly value?: string;
}

/** Names of the shapes that a shape refers to directly. */
export function referredShapes(shape: Shape): string[] {
  const direct = [shape.items, shape.key, shape.value].filter((name) => name !== undefined);
  return [...Object.values(shape.members ?? {}), ...direct];
}

/** Names of all shapes reachable from the given ones, those included, in order of first meeting. */
export function reachableShapes(schemas: Model["schemas"], roots: readonly string[]): string[] {
  const seen = new Set<string>();
  const visit = (name: string): void => {
    const shape = schemas[name];
    if (seen.has(name)) return;
    if (!shape) throw new Error(`The shape ${name} is referred to but not defined.`);
    seen.add(name);
    referredShapes(shape).forEach(visit);
  };
  roots.forEach(visit);
  return [...seen];
}
