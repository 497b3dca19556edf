import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageFile } from "./package-file.ts";

/** What `generated/contract/<Operation>.json` says: one operation, self-contained. */
export interface ContractDocument {
  readonly paths: Readonly<Record<string, { readonly post: ContractOperation }>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, ContractSchema>> };
}

export interface ContractContent {
  readonly content?: Readonly<Record<string, { readonly schema: ContractSchema }>>;
}

export interface ContractOperation {
  readonly requestBody?: ContractContent;
  /** By status; without content where the answer has no body. */
  readonly responses?: Readonly<Record<string, ContractContent>>;
  readonly "x-example"?: object;
}

export interface ContractSchema {
  readonly $ref?: string;
  readonly type?: "object" | "array" | "string" | "integer" | "number" | "boolean";
  readonly properties?: Readonly<Record<string, ContractSchema>>;
  readonly additionalProperties?: boolean | ContractSchema;
  readonly items?: ContractSchema;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: string;
  readonly "x-java-pattern"?: string;
  readonly "x-sensitive"?: boolean;
  readonly "x-key"?: ContractSchema;
}

export const readContractDocument = (operation: string, folder = packageFile("generated/contract")): ContractDocument =>
  JSON.parse(readFileSync(join(folder, `${operation}.json`), "utf8")) as ContractDocument;

/** The names of errors that the contract has an answer for. */
export const errorsOf = ({ components }: ContractDocument, status: 400 | 500): readonly string[] =>
  components?.schemas?.[`error.${status}`]?.properties?.["__type"]?.enum ?? [];
