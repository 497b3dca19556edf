// Rates of the operations on servers of different sizes. All servers are up at once and are measured in turns, so that a
// slow moment of the machine meets all of them, and the limits of the machine are taken in the same turns.

import { type Client, startClient, startEcho } from "./client.ts";
import { cryptographyCpu, cryptographyRate } from "./cryptography.ts";
import type { LoadedServer, Measured, PoolPlace, Rates } from "./measured.ts";
import { echoJob, OPERATIONS } from "./operations.ts";
import { PASSWORD } from "./population.ts";
import { cpuOf, memoryOf, outputOf, type Server, startRockpool } from "./rockpool.ts";

const WARM_UP = { seconds: 0.5 };
const CRYPTOGRAPHY_SECONDS = 0.4;
const CRYPTOGRAPHY_TIMES = 150;

interface Place {
  readonly folder: string;
  readonly users: number;
}

interface RatesOptions {
  readonly cli: string;
  readonly places: readonly Place[];
  readonly template: PoolPlace;
  readonly rounds: number;
  readonly log: (text: string) => void;
}

type OpenServer = LoadedServer & Server;

/** `places`: { folder, users } each. @returns { operations: { name: [per place { rates, cpu }] }, limits: { name: rates }, memory } */
export async function measureRates({ cli, places, template, rounds, log }: RatesOptions): Promise<Rates> {
  const servers: OpenServer[] = [];
  for (const place of places) servers.push(await openServer(cli, place, template));
  const echoes = { express: await startEcho("express"), http: await startEcho("http") };
  const client = startClient();
  const before = servers.map(({ pid }) => memoryOf(pid));
  const limits = createLimits({
    client,
    echoes,
    payload: await outputOf(servers[0]!.port, "AdminGetUser", { UserPoolId: template.poolId, Username: "user-0" }),
  });
  await limits.take();
  limits.forget();
  const operations: Rates["operations"] = {};
  for (const [name, jobOf] of Object.entries(OPERATIONS)) {
    log(name);
    operations[name] = await measureOperation({ client, servers, jobOf, rounds, limits: limits.needed(name) });
  }
  const after = servers.map(({ pid }) => memoryOf(pid));
  client.stop();
  for (const echo of Object.values(echoes)) echo.stop();
  for (const server of servers) await server.stop();
  return { operations, limits: limits.rates, memory: { before, after } };
}

async function openServer(cli: string, { folder, users }: Place, { poolId, clientId }: PoolPlace): Promise<OpenServer> {
  const server = await startRockpool(cli, folder);
  const parameters = { USERNAME: "user-0", PASSWORD };
  const { AuthenticationResult } = await outputOf(server.port, "InitiateAuth", {
    ClientId: clientId,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: parameters,
  });
  return { ...server, poolId, clientId, users, refreshToken: AuthenticationResult.RefreshToken };
}

interface OperationRun {
  readonly client: Client;
  readonly servers: readonly OpenServer[];
  readonly jobOf: (typeof OPERATIONS)[string];
  readonly rounds: number;
  readonly limits: () => Promise<void>;
}

async function measureOperation({ client, servers, jobOf, rounds, limits }: OperationRun): Promise<Measured[]> {
  for (const server of servers) {
    const job = jobOf(server, -1);
    await client.run({ ...job, ...(job.seconds && WARM_UP), port: server.port });
  }
  const measured = servers.map((): Measured => ({ rates: [], cpu: [] }));
  for (let round = 0; round < rounds; round++) {
    for (const [index, server] of servers.entries()) {
      const before = cpuOf(server.pid);
      const { rate, count } = await client.run({ ...jobOf(server, round), port: server.port });
      measured[index]!.rates.push(rate);
      measured[index]!.cpu.push((cpuOf(server.pid) - before) / count);
    }
    await limits();
  }
  return measured;
}

interface LimitOptions {
  readonly client: Client;
  readonly echoes: Readonly<Record<string, { readonly port: number }>>;
  readonly payload: unknown;
}

function createLimits({ client, echoes, payload }: LimitOptions) {
  const rates: Record<string, number[]> = {};
  const note = (name: string, rate: number) => (rates[name] ??= []).push(rate);
  const takers = {
    get: async () => {
      for (const [kind, { port }] of Object.entries(echoes)) note(kind, (await client.run(echoJob(port, payload))).rate);
    },
    sign: async () => {
      for (const what of ["signatures", "power"] as const) {
        for (const threads of [1, 2]) note(`${what}${threads}`, await cryptographyRate(what, threads, CRYPTOGRAPHY_SECONDS));
        note(`${what}Cpu`, cryptographyCpu(what, CRYPTOGRAPHY_TIMES));
      }
    },
  };
  const isNeeded = (taker: string, name: string) => name.startsWith(taker) && !name.startsWith("sign up");
  return {
    rates,
    take: async () => {
      for (const taker of Object.values(takers)) await taker();
    },
    forget: () => Object.keys(rates).forEach((name) => delete rates[name]),
    /** Those that an operation is compared with. */
    needed: (name: string) => async () => {
      for (const [taker, take] of Object.entries(takers)) if (isNeeded(taker, name)) await take();
    },
  };
}
