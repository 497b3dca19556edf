// What it costs writes that the past is remembered for point-in-time recovery: two servers that differ in that alone, in turns.

import { join } from "node:path";
import { type Client, startClient } from "./client.ts";
import type { LoadedServer, Remembering } from "./measured.ts";
import { OPERATIONS, updateJob } from "./operations.ts";
import { cpuOf, keptConnections, outputOf, type Server, startRockpool } from "./rockpool.ts";

/** As in the middle column of the rates: with next to nobody in the pool, folding its file costs nothing but for the history. */
const USERS = 10_000;
const CONNECTIONS = 8;
const WARM_UP = -1;

type OpenServer = LoadedServer & Server;

const WRITES = {
  "create user (AdminCreateUser)": OPERATIONS["create user (AdminCreateUser)"]!,
  "update user (AdminUpdateUserAttributes)": updateJob,
};

/** @returns per write, what calls with and without a memory took in each round */
export async function measureRemembering(cli: string, folder: string, rounds: number): Promise<Remembering> {
  const remembering = await openServer(cli, join(folder, "remembering"));
  const forgetful = await openServer(cli, join(folder, "forgetful"), ["--recovery-history", "0"]);
  const client = startClient();
  const measured: Remembering = {};
  for (const [name, jobOf] of Object.entries(WRITES)) {
    const runs = (measured[name] = { rates: [], cpu: [] } as Remembering[string]);
    for (let round = WARM_UP; round < rounds; round += 1) {
      // Whoever comes first in one round comes last in the next.
      const order = round % 2 === 0 ? [remembering, forgetful] : [forgetful, remembering];
      const taken = new Map<OpenServer, Taken>();
      for (const server of order) taken.set(server, await take(client, server, { ...jobOf(server, round), port: server.port }));
      if (round === WARM_UP) continue;
      runs.rates.push(taken.get(forgetful)!.rate / taken.get(remembering)!.rate);
      runs.cpu.push(taken.get(remembering)!.cpu / taken.get(forgetful)!.cpu);
    }
  }
  client.stop();
  for (const server of [remembering, forgetful]) await server.stop();
  return measured;
}

interface Taken {
  readonly rate: number;
  readonly cpu: number;
}

async function take(client: Client, { pid }: OpenServer, job: Parameters<Client["run"]>[0]): Promise<Taken> {
  const before = cpuOf(pid);
  const { rate, count } = await client.run(job);
  return { rate, cpu: (cpuOf(pid) - before) / count };
}

async function openServer(cli: string, folder: string, options: readonly string[] = []): Promise<OpenServer> {
  const server = await startRockpool(cli, folder, options);
  const poolId = (await outputOf(server.port, "CreateUserPool", { PoolName: "bench" })).UserPool.Id;
  for (let first = 0; first < USERS; first += CONNECTIONS) {
    const names = Array.from({ length: CONNECTIONS }, (_, index) => `user-${first + index}`);
    await Promise.all(
      names.map((Username) =>
        outputOf(server.port, "AdminCreateUser", { UserPoolId: poolId, Username, MessageAction: "SUPPRESS" }, keptConnections),
      ),
    );
  }
  return { ...server, poolId, clientId: "", users: USERS, refreshToken: "" };
}
