import { createContext } from "preact";
import type { Form } from "./schema.ts";

export interface FormParts {
  readonly resolve: Form["resolve"];
  /** What is wrong, by the path of the field. */
  readonly faults: ReadonlyMap<string, string>;
  readonly idOf: (path: string) => string;
}

export const Parts = createContext<FormParts>({ resolve: (schema) => schema, faults: new Map(), idOf: (path) => path });
