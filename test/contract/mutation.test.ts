import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OperationName, operations } from "#generated/operations.ts";
import { readExchangeFiles } from "#src/contract/exchange-file.ts";
import { createJudge } from "#src/contract/judge.ts";
import { rockpoolTarget } from "#src/contract/rockpool-target.ts";
import { runExchange } from "#src/contract/run-exchange.ts";
import { readContractDocument } from "#src/runtime/contract-document.ts";
import { startTestServer } from "../support/server.ts";

/** What the server in the middle sends on. */
interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

interface Mutation {
  readonly name: string;
  /** The wrong answer; undefined: this answer cannot be wrong in that way. */
  readonly mutate: (answer: Answer, operation: OperationName) => Answer | undefined;
}

const success = (change: (answer: Answer) => Answer | undefined) => (answer: Answer) =>
  answer.status === 200 ? change(answer) : undefined;
const failure = (change: (answer: Answer) => Answer | undefined) => (answer: Answer) =>
  answer.status === 400 ? change(answer) : undefined;
const requiredOf = (operation: OperationName) =>
  readContractDocument(operation).components?.schemas?.[`${operation}Response.closed`]?.required ?? [];
const withMember = (answer: Answer, member: object): Answer => ({ ...answer, body: { ...answer.body, ...member } });

const MUTATIONS: readonly Mutation[] = [
  { name: "an error as a fault", mutate: failure((answer) => ({ ...answer, status: 500 })) },
  { name: "an error as a success", mutate: failure((answer) => ({ ...answer, status: 200 })) },
  { name: "an error with a status that is none of the API", mutate: failure((answer) => ({ ...answer, status: 403 })) },
  { name: "a success as an error", mutate: success((answer) => ({ ...answer, status: 400 })) },
  { name: "a success with another good status", mutate: success((answer) => ({ ...answer, status: 201 })) },
  { name: "another media type", mutate: (answer) => ({ ...answer, type: "application/json" }) },
  { name: "an undeclared member of a success", mutate: success((answer) => withMember(answer, { Undeclared: 1 })) },
  { name: "an undeclared member of an error", mutate: failure((answer) => withMember(answer, { Undeclared: 1 })) },
  { name: "an undeclared error", mutate: failure((answer) => withMember(answer, { __type: "UndeclaredException" })) },
  {
    name: "a fault of the API in the place of an error",
    mutate: failure((answer) => withMember(answer, { __type: "InternalErrorException" })),
  },
  { name: "an error without its type", mutate: failure((answer) => withMember(answer, { __type: undefined })) },
  {
    name: "a success without a required member",
    mutate: (answer, operation) => {
      const [member] = requiredOf(operation);
      return answer.status === 200 && member !== undefined ? withMember(answer, { [member]: undefined }) : undefined;
    },
  },
  { name: "no body", mutate: ({ body, ...answer }) => body && { ...answer, body: undefined } },
];

/** They answer a structure, a list, nothing and required members, signed and unsigned. */
const REPLAYED: readonly OperationName[] = ["SignUp", "DescribeUserPoolDomain", "DeleteGroup", "ListTagsForResource", "GetUser"];
/** Of each, what ends in a success and what ends in an error: more of them would be the same again. */
const files = (await readExchangeFiles(REPLAYED)).map((file) => {
  const success = file.exchanges.find(({ error, pending }) => !error && !pending);
  const failure = file.exchanges.find(({ error, pending }) => error && !pending);
  return { ...file, exchanges: [success!, failure!] };
});
const server = await startTestServer();

let mutation: Mutation | undefined;
let mutated: OperationName;
/** The answers of the operation that went by, and whether each was made wrong. */
let passedBy: boolean[] = [];

const proxy = createServer((request, response) => {
  void (async () => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const target = String(request.headers["x-amz-target"] ?? "");
    const real = await fetch(`${server.url}${request.url}`, {
      method: request.method,
      headers: Object.fromEntries(
        ["content-type", "x-amz-target", "authorization"].flatMap((name) =>
          request.headers[name] === undefined ? [] : [[name, String(request.headers[name])]],
        ),
      ),
      body: chunks.length > 0 ? Buffer.concat(chunks) : undefined,
    });
    const text = await real.text();
    const type = real.headers.get("content-type") ?? "";
    if (!target.endsWith(`.${mutated}`)) return response.writeHead(real.status, { "content-type": type }).end(text);
    const answer: Answer = { status: real.status, type, body: text === "" ? undefined : (JSON.parse(text) as Answer["body"]) };
    const wrong = mutation?.mutate(answer, mutated);
    passedBy.push(wrong !== undefined);
    const sent = wrong ?? answer;
    return response.writeHead(sent.status, { "content-type": sent.type }).end(sent.body && JSON.stringify(sent.body));
  })();
});
const judge = createJudge();
let court: Parameters<typeof runExchange>[0];

beforeAll(async () => {
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  court = { target: rockpoolTarget(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`), judge };
});
afterAll(async () => {
  await new Promise((resolve) => proxy.close(resolve));
  await server.close();
});

/** Each exchange: whether an answer was made wrong on its way, and whether the runner told. */
async function replay(file: (typeof files)[number], wrong?: Mutation) {
  mutation = wrong;
  mutated = file.operation as OperationName;
  const outcomes = [];
  for (const exchange of file.exchanges) {
    passedBy = [];
    const problems = await runExchange(court, file, exchange);
    outcomes.push({ exchange: exchange.name, wrong: passedBy.includes(true), told: problems.length > 0 });
  }
  return outcomes;
}

describe.each(files)("a server that answers $operation wrongly", (file) => {
  test("is not told of where it answers rightly", async () => {
    const outcomes = await replay(file);
    expect(outcomes.filter(({ told }) => told)).toEqual([]);
  });

  test.each(MUTATIONS)("is told of in each exchange: $name", async (wrong) => {
    const outcomes = await replay(file, wrong);
    expect(outcomes.filter((outcome) => outcome.wrong !== outcome.told)).toEqual([]);
  });
});

describe("the judge, of every operation", () => {
  const names = Object.keys(operations) as OperationName[];
  const TYPE = "application/x-amz-json-1.1";
  /** Answers that keep the contract: the documented example, and an error. */
  const rightAnswers = (name: OperationName): Answer[] => {
    const example = Object.values(readContractDocument(name).paths)[0]?.post["x-example"] as Answer["body"];
    const error: Answer = { status: 400, type: TYPE, body: { __type: "InvalidParameterException", message: "no" } };
    const isAnswer = example !== undefined || operations[name].output === "none";
    return [...(isAnswer ? [{ status: 200, type: TYPE, body: example }] : []), error];
  };
  const problems = (name: OperationName, { status, type, body }: Answer) =>
    judge.problems(name, { status, mediaType: type, body: body && (JSON.parse(JSON.stringify(body)) as unknown) });

  test("takes what is right", () => {
    const untrue = names.flatMap((name) => rightAnswers(name).flatMap((answer) => problems(name, answer)));
    expect(untrue).toEqual([]);
  });

  test.each(MUTATIONS)("tells $name", ({ mutate }) => {
    const wrong = names.flatMap((name) =>
      rightAnswers(name).flatMap((answer) => ((made) => (made ? [[name, made] as const] : []))(mutate(answer, name))),
    );
    expect(wrong.length).toBeGreaterThan(20);
    expect(wrong.filter(([name, answer]) => problems(name, answer).length === 0)).toEqual([]);
  });

  test("tells each required member that is missing", () => {
    const untold = names.flatMap((name) => {
      const [right] = rightAnswers(name);
      return requiredOf(name)
        .filter((member) => problems(name, withMember(right!, { [member]: undefined })).length === 0)
        .map((member) => `${name}: ${member}`);
    });
    expect(untold).toEqual([]);
  });
});
