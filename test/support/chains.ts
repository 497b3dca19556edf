import type { OperationName } from "#generated/operations.ts";
import { type Exchange, type ExchangeFile, readExchangeFiles } from "#src/contract/exchange-file.ts";
import { createJudge } from "#src/contract/judge.ts";
import { fillIn } from "#src/contract/matching.ts";
import { rockpoolTarget } from "#src/contract/rockpool-target.ts";
import { runStep, type Stage } from "#src/contract/steps.ts";
import type { TestServer } from "./server.ts";

/** The way to a success of an operation: the steps before it, and the request. */
export interface Chain {
  readonly operation: OperationName;
  readonly name: string;
  readonly file: ExchangeFile;
  readonly exchange: Exchange;
}

const isSuccess = ({ error, pending }: Exchange): boolean => error === undefined && pending === undefined;

/** All exchanges that end in a success, of operations. */
export async function readChains(): Promise<readonly Chain[]> {
  const files = await readExchangeFiles();
  return files
    .filter(({ endpoint }) => endpoint === undefined)
    .flatMap((file) => {
      const operation = file.operation as OperationName;
      return file.exchanges.filter(isSuccess).map((exchange) => ({ operation, name: `${operation}: ${exchange.name}`, file, exchange }));
    });
}

const SIGN_IN: ReadonlySet<OperationName> = new Set(["RespondToAuthChallenge", "AdminRespondToAuthChallenge", "AssociateSoftwareToken"]);

/** Of the operations that go on with a sign-in every success, for each challenge is a way of its own; of all others the first one. */
export const waysOf = (chains: readonly Chain[]): readonly Chain[] =>
  chains.filter(({ operation }, index) => SIGN_IN.has(operation) || chains.findIndex((chain) => chain.operation === operation) === index);

const judge = createJudge();

/** Goes the way to a success on a server without state, and gives the request that is due. */
export async function prepare({ url }: Pick<TestServer, "url">, { file, exchange }: Chain): Promise<unknown> {
  const stage: Stage = { target: rockpoolTarget(url), judge, variables: {}, jar: new Map() };
  await stage.target.reset();
  for (const step of [...(file.background ?? []), ...(exchange.given ?? [])]) await runStep(stage, step);
  return fillIn(exchange.request, stage.variables);
}

/** What is wrong with an answer whatever was asked: it breaks the contract, or it is a fault. */
export async function faultsOf(
  server: Pick<TestServer, "url">,
  { operation, exchange }: Chain,
  input: unknown,
): Promise<readonly string[]> {
  const received = await rockpoolTarget(server.url).call({ operation, input, anonymous: exchange.auth === "none" });
  const fault = received.status >= 500 ? [`${received.status} ${JSON.stringify(received.body)}`] : [];
  return [...fault, ...judge.problems(operation, received)];
}
