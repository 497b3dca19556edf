import { readFile } from "node:fs/promises";
import type { Schemas } from "#generated/schemas.ts";
import type { Fault } from "../runtime/faults.ts";
import { packageFile } from "../runtime/package-file.ts";

type Without<T, Key extends keyof T> = Omit<T, Key>;

/** Pools with their clients, groups and users, ids and secrets chosen in advance. Members are those of the API's own requests. */
export interface SeedDocument {
  readonly Pools: readonly SeedPool[];
  /** What is to go wrong from the start, as for the control endpoint. */
  readonly Faults?: readonly Fault[];
}

export type SeedPool = Schemas["CreateUserPoolRequest"] & {
  readonly Id: string;
  readonly Domains?: readonly SeedDomain[];
  readonly Clients?: readonly SeedClient[];
  readonly Groups?: readonly SeedGroup[];
  readonly Users?: readonly SeedUser[];
};

export type SeedDomain = Without<Schemas["CreateUserPoolDomainRequest"], "UserPoolId">;
export type SeedClient = Without<Schemas["CreateUserPoolClientRequest"], "UserPoolId"> & { readonly ClientId: string };
export type SeedGroup = Without<Schemas["CreateGroupRequest"], "UserPoolId">;
export type SeedUser = Pick<
  Schemas["AdminCreateUserRequest"],
  "Username" | "UserAttributes" | "TemporaryPassword" | "ForceAliasCreation"
> & {
  /** The sub. */
  readonly Id?: string;
  readonly Password?: string;
  readonly Status?: "CONFIRMED" | "UNCONFIRMED" | "FORCE_CHANGE_PASSWORD" | "RESET_REQUIRED";
  readonly Enabled?: boolean;
  readonly Groups?: readonly string[];
};

/** A checked seed, and what it is called in messages. */
export interface Seed {
  readonly name: string;
  readonly document: SeedDocument;
}

/** A mistake in a seed: `<file>: <place>: <what>`. Nothing of the seed is applied. */
export class SeedError extends Error {
  constructor(name: string, place: string, what: string) {
    super([name, place, what].filter(Boolean).join(": "));
  }
}

/** A seed from a JSON or YAML file, or as it is given in code. @throws SeedError */
export async function readSeed(source: string | SeedDocument): Promise<Seed> {
  if (typeof source !== "string") return checked("seed", source);
  const text = await readFile(source, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new SeedError(source, "", `the seed cannot be read (${error.code})`);
  });
  return checked(source, await contentOf(text, source));
}

async function contentOf(text: string, name: string): Promise<unknown> {
  // Loaded on demand, as are the checks: a start without a seed needs neither.
  const { parseStructured } = await import("../lib/structured-text.ts");
  try {
    return parseStructured(text, name);
  } catch (error) {
    throw new SeedError("", "", (error as Error).message);
  }
}

async function checked(name: string, content: unknown): Promise<Seed> {
  const { schema, components } = await seedSchema();
  const { createChecks } = await import("../lib/schema-check.ts");
  const compile = createChecks({ components });
  const [mistake, ...others] = compile(schema)(content);
  if (mistake) throw new SeedError(name, mistake.place, `${mistake.what}${others.length > 0 ? ` (and ${others.length} more)` : ""}`);
  return { name, document: content as SeedDocument };
}

type JsonSchema = Record<string, unknown> & { properties?: Record<string, unknown>; required?: string[]; additionalProperties?: unknown };
type Entry = JsonSchema & { "x-request"?: string; "x-without"?: string[] };

/** The seed's own schema with the members of the API's requests put in, unknown members refused throughout. */
async function seedSchema(): Promise<{ schema: JsonSchema; components: { schemas: Record<string, JsonSchema> } }> {
  const schema = await readJson<JsonSchema & { definitions: Record<string, Entry> }>("spec/seed.schema.json");
  const schemas: Record<string, JsonSchema> = {};
  for (const entry of Object.values(schema.definitions)) {
    entry.additionalProperties = false;
    const { "x-request": request, "x-without": without = [] } = entry;
    if (request === undefined) continue;
    const contract = await readJson<{ components: { schemas: Record<string, JsonSchema> } }>(`generated/contract/${request}.json`);
    for (const [name, definition] of Object.entries(contract.components.schemas)) schemas[name] = closed(definition);
    const members = contract.components.schemas[`${request}Request`]!;
    entry.properties = Object.fromEntries(
      Object.entries({ ...members.properties, ...entry.properties }).filter(([name]) => !without.includes(name)),
    );
    entry.required = [...(entry.required ?? []), ...(members.required ?? [])].filter((name) => !without.includes(name));
  }
  return { schema, components: { schemas } };
}

/** The API ignores members that it does not know; in a file somebody wrote they are mistakes. */
const closed = (schema: JsonSchema): JsonSchema =>
  schema.properties && schema.additionalProperties === undefined ? { ...schema, additionalProperties: false } : schema;

const readJson = async <T>(name: string): Promise<T> => JSON.parse(await readFile(packageFile(name), "utf8")) as T;
