import { existsSync } from "node:fs";
import { resolveOptions } from "../options/config.ts";
import { IN_MEMORY, UsageError } from "../options/table.ts";
import { createLog } from "../runtime/log.ts";
import { acceptEdits, examineFolder, repairFolder } from "../storage/lowdb/examine.ts";
import { readArguments } from "./arguments.ts";
import { refuseWords } from "./words.ts";

/** What the checks look at. */
export interface Patient {
  readonly folder: string;
}

/** One thing that can be wrong. */
interface Check {
  /** What is wrong, a line each; none where all is well. */
  readonly find: (patient: Patient) => Promise<readonly string[]>;
  /** What can be done about it, in one line. */
  readonly advice: string;
  /** Does it. Gives what was done, a line each. */
  readonly repair?: (patient: Patient) => Promise<readonly string[]>;
}

const log = createLog("warn");

const CHECKS: readonly Check[] = [
  {
    find: async ({ folder }) =>
      (await examineFolder(folder, log)).map(({ file, place, reason }) => `${folder}/${file}: ${place}: ${reason}`),
    advice:
      "rockpool doctor --repair keeps every record that is whole and sets the damaged files apart; " +
      "if the files were edited on purpose, rockpool doctor --accept-edits takes them as they are.",
    repair: async ({ folder }) => {
      const apart = await repairFolder(folder, log);
      return apart === undefined ? [] : [`kept every record that is whole; the files as they were are in ${apart}`];
    },
  },
];

/** Looks whether anything is wrong with what a server keeps. @returns 0 where all is well, or was made so, else 1 */
export async function doctor(args: readonly string[], print: (line: string) => void): Promise<number> {
  const given = readArguments(args, { server: true, doctor: true });
  refuseWords("doctor", given);
  const { data: folder } = await resolveOptions({ ...given, env: process.env, cwd: process.cwd() });
  if (folder === IN_MEMORY || !existsSync(folder)) throw new UsageError(`There is no data folder ${folder}; name one with --data.`);
  if (given.acceptEdits) {
    for (const file of await acceptEdits(folder, log)) print(`${folder}/${file}: taken as it is`);
    return 0;
  }
  const outcomes = [];
  for (const check of CHECKS) outcomes.push(await look(check, { folder }, { repairs: given.repair ?? false, print }));
  return outcomes.every((isWell) => isWell) ? 0 : 1;
}

async function look(
  { find, advice, repair }: Check,
  patient: Patient,
  { repairs, print }: { repairs: boolean; print: (line: string) => void },
): Promise<boolean> {
  const found = await find(patient);
  for (const line of found) print(line);
  if (found.length === 0) return true;
  if (repairs && repair) {
    for (const line of await repair(patient)) print(line);
    return true;
  }
  print(advice);
  return false;
}
