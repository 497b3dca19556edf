// The benchmark: prints a Markdown table of what rockpool does on this machine, beside what the machine allows.
// `--cli FILE` measures a bundle that is there already; without it the sources are bundled first.

import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { measureFlows } from "./bench/flows.ts";
import { measureFolding } from "./bench/folding.ts";
import type { Measurements } from "./bench/measured.ts";
import { NEWCOMERS_A_ROUND } from "./bench/operations.ts";
import { makeTemplate, populate } from "./bench/population.ts";
import { measureRates } from "./bench/rates.ts";
import { measureRemembering } from "./bench/remembering.ts";
import { reportText } from "./bench/report.ts";
import { timesOfFirstCalls, timesToFirstAnswer } from "./bench/starts.ts";

const SIZES = [0, 10_000, 100_000];
const ROUNDS = 3;
const STARTS = 5;
/** More, for the difference looked for is small. */
const REMEMBERING_ROUNDS = 9;

const given = process.argv.indexOf("--cli");
const cli = resolve(given < 0 ? "dist/cli.js" : (process.argv[given + 1] ?? ""));
if (given < 0) await import("./build.ts");

const log = (text: string): void => void process.stderr.write(`bench: ${text}\n`);
const folder = await mkdtemp(join(tmpdir(), "rockpool-bench-"));
try {
  process.stdout.write(`${reportText(await measure())}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measure(): Promise<Measurements> {
  log("starts");
  const empty = await timesToFirstAnswer(cli, join(folder, "empty"), STARTS);
  const firstCalls = await timesOfFirstCalls(cli, folder, ROUNDS);
  const template = await makeTemplate(cli, join(folder, "template"));
  log("populations");
  const newcomers = NEWCOMERS_A_ROUND * (ROUNDS + 1);
  const places = SIZES.map((size) => ({ size, users: Math.max(size, 1), folder: join(folder, `users-${size}`) }));
  for (const place of places) await populate(template, place.folder, { users: place.users, newcomers });
  const largest = places.at(-1)!;
  const full = await timesToFirstAnswer(cli, largest.folder, ROUNDS);
  const rates = await measureRates({ cli, places, template, rounds: ROUNDS, log });
  log("whole sign-ins");
  const flows = await measureFlows({ cli, folder, rounds: ROUNDS });
  log("remembering the past");
  const remembering = await measureRemembering(cli, folder, REMEMBERING_ROUNDS);
  log("writing the file");
  const due = join(folder, "due");
  await populate(template, due, { users: largest.users, newcomers: 0, journal: true });
  const folding = await measureFolding({ cli, folder: due, users: largest.users, template, runs: ROUNDS });
  return { sizes: SIZES, newcomers, load: loadavg()[0]!, empty, full, firstCalls, flows, folding, remembering, ...rates };
}
