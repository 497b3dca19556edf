import { MEDIA_TYPE } from "#generated/operations.ts";
import { type Check, createChecks } from "../lib/schema-check.ts";
import { type ContractDocument, errorsOf, readContractDocument } from "../runtime/contract-document.ts";
import type { Received } from "./target.ts";

/**
 * Says whether answers keep the contract. It reads the generated documents as the server does, but checks with Ajv alone:
 * what the server's own validator is blind to must not pass here as well.
 */
export interface Judge {
  /** What is wrong with an answer: its status, its media type, its body; empty when nothing is. */
  problems(operation: string, answer: Pick<Received, "status" | "mediaType" | "body">): readonly string[];
  /** The status that an error is sent with; undefined where the operation has no such error. */
  statusOf(operation: string, error: string): number | undefined;
}

/** A judge by the documents of `generated/contract`, each read on first use. */
export function createJudge(read: (operation: string) => ContractDocument = readContractDocument): Judge {
  const rules = new Map<string, Rules>();
  const rulesOf = (operation: string): Rules => {
    const known = rules.get(operation) ?? readRules(read(operation));
    rules.set(operation, known);
    return known;
  };
  return {
    problems: (operation, { status, mediaType, body }) => [
      ...bodyProblems(rulesOf(operation), status, body).map((problem) => `contract: ${problem}`),
      ...(mediaType === MEDIA_TYPE ? [] : [`media type is ${mediaType || "missing"}`]),
    ],
    statusOf: (operation, error) => rulesOf(operation).statuses.get(error),
  };
}

interface Rules {
  /** By status; undefined for an answer without a body. */
  readonly answers: ReadonlyMap<number, Check | undefined>;
  readonly statuses: ReadonlyMap<string, number>;
}

function readRules(document: ContractDocument): Rules {
  const compile = createChecks({ components: document.components });
  const responses = Object.entries(Object.values(document.paths)[0]?.post.responses ?? {});
  return {
    answers: new Map(
      responses.map(([status, { content }]) => {
        const schema = content?.[MEDIA_TYPE]?.schema;
        return [Number(status), schema && compile(schema)];
      }),
    ),
    statuses: new Map(([400, 500] as const).flatMap((status) => errorsOf(document, status).map((error) => [error, status]))),
  };
}

function bodyProblems({ answers }: Rules, status: number, body: unknown): readonly string[] {
  if (!answers.has(status)) return [`it has no answer with the status ${status}`];
  const check = answers.get(status);
  if (!check) return body === undefined ? [] : ["an answer without a body has one"];
  if (body === undefined) return ["the answer has no body"];
  return check(body).map(({ place, what }) => `${place || "the answer"} ${what}`);
}
