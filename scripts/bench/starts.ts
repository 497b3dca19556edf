// Times from starting the process: to its first answer, and of the first calls of several operations.

import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { OperationName } from "#generated/operations.ts";
import { outputOf, startRockpool } from "./rockpool.ts";

/** Milliseconds from starting the process on this folder to the first answer of the API, as often as asked for. */
export async function timesToFirstAnswer(cli: string, folder: string, times: number): Promise<number[]> {
  const measured: number[] = [];
  for (let time = 0; time < times; time++) {
    const started = performance.now();
    const server = await startRockpool(cli, folder);
    await outputOf(server.port, "ListUserPools", { MaxResults: 10 });
    measured.push(performance.now() - started);
    await server.stop();
  }
  return measured;
}

/** Milliseconds that the first call of each of several operations takes in a fresh process: { operation: times }. */
export async function timesOfFirstCalls(cli: string, folder: string, times: number): Promise<Record<string, number[]>> {
  const measured: Record<string, number[]> = {};
  for (let time = 0; time < times; time++)
    for (const [operation, milliseconds] of await firstCalls(cli, folder)) (measured[operation] ??= []).push(milliseconds);
  return measured;
}

async function firstCalls(cli: string, folder: string): Promise<[OperationName, number][]> {
  const data = await mkdtemp(join(folder, "first-"));
  const server = await startRockpool(cli, data);
  // The first answer of all is measured with the start.
  await outputOf(server.port, "ListUserPools", { MaxResults: 10 });
  const timed: [OperationName, number][] = [];
  const first = async (operation: OperationName, input: object) => {
    const started = performance.now();
    const output = await outputOf(server.port, operation, input);
    timed.push([operation, performance.now() - started]);
    return output;
  };
  const { UserPool } = await first("CreateUserPool", { PoolName: "first" });
  const pool = { UserPoolId: UserPool.Id };
  const { UserPoolClient } = await first("CreateUserPoolClient", {
    ...pool,
    ClientName: "first",
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
  });
  const ada = { ...pool, Username: "ada" };
  await first("DescribeUserPool", pool);
  await first("AdminCreateUser", { ...ada, MessageAction: "SUPPRESS" });
  await first("AdminSetUserPassword", { ...ada, Password: "First-Passw0rd", Permanent: true });
  await first("AdminGetUser", ada);
  await first("ListUsers", pool);
  // The keys of a pool that is this new are still being made; waiting for them is no matter of the first call.
  await fetch(`http://127.0.0.1:${server.port}/${UserPool.Id}/.well-known/jwks.json`);
  const { AuthenticationResult } = await first("InitiateAuth", {
    ClientId: UserPoolClient.ClientId,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: "ada", PASSWORD: "First-Passw0rd" },
  });
  await first("GetUser", { AccessToken: AuthenticationResult.AccessToken });
  await first("SignUp", { ClientId: UserPoolClient.ClientId, Username: "bob", Password: "First-Passw0rd" });
  await first("UpdateUserPool", pool);
  await server.stop();
  await rm(data, { recursive: true, force: true });
  return timed;
}
