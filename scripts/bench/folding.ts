// How long requests wait while the database file is being written anew.

import { access, cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startClient } from "./client.ts";
import type { Fold, PoolPlace } from "./measured.ts";
import { OPERATIONS } from "./operations.ts";
import { outputOf, startRockpool } from "./rockpool.ts";

const QUIET_SECONDS = 2;
const LOAD_SECONDS = 4;
/** Few enough that the client's own queue does not hide what the server does. */
const CONNECTIONS = 2;

interface Place {
  readonly cli: string;
  readonly folder: string;
  readonly users: number;
  readonly template: PoolPlace;
}

/** `folder` holds a journal that is due. @returns per run { quiet, folding, seconds }: worst waits in milliseconds, and how long the fold took */
export async function measureFolding({ runs, ...place }: Place & { runs: number }): Promise<Fold[]> {
  const { folder } = place;
  const measured: Fold[] = [];
  for (let run = 0; run < runs; run++) {
    const copy = `${folder}-run`;
    await cp(folder, copy, { recursive: true });
    measured.push(await measureOnce({ ...place, folder: copy }));
    await rm(copy, { recursive: true, force: true });
  }
  return measured;
}

async function measureOnce({ cli, folder, users, template }: Place): Promise<Fold> {
  const server = await startRockpool(cli, folder);
  const client = startClient();
  const job = {
    ...OPERATIONS["get user (AdminGetUser)"]!({ ...template, users, port: server.port, refreshToken: "" }, 0),
    port: server.port,
    connections: CONNECTIONS,
  };
  await client.run({ ...job, seconds: 1 });
  const quiet = await client.run({ ...job, seconds: QUIET_SECONDS });
  const loaded = client.run({ ...job, seconds: LOAD_SECONDS });
  const started = performance.now();
  await outputOf(server.port, "AdminUpdateUserAttributes", {
    UserPoolId: template.poolId,
    Username: "user-0",
    UserAttributes: [{ Name: "name", Value: "Folder" }],
  });
  await untilFolded(join(folder, `${template.poolId}.journal.1`));
  const seconds = (performance.now() - started) / 1000;
  const { worst } = await loaded;
  client.stop();
  await server.stop();
  return { quiet: quiet.worst, folding: worst, seconds };
}

/** The journal is set aside when the fold begins and removed when the new file has taken the old one's place. */
async function untilFolded(setAside: string): Promise<void> {
  while (!(await exists(setAside))) await delay(5);
  while (await exists(setAside)) await delay(20);
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
