#!/usr/bin/env node
import { exec } from "./commands/exec.ts";
import { messageOf, statusOf } from "./commands/failures.ts";
import { start } from "./commands/start.ts";
import { exportToFile, importFromFile } from "./commands/transfer.ts";
import { UsageError } from "./options/table.ts";
import { optionsAsHelp } from "./options/text.ts";
import { packageVersion } from "./runtime/package-file.ts";

type Command = (args: readonly string[]) => Promise<number>;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

const reporting =
  (command: (args: readonly string[]) => Promise<string>): Command =>
  async (args) => {
    print(await command(args));
    return 0;
  };

const COMMANDS: Readonly<Record<string, Command>> = {
  start: (args) => start(args, print),
  exec,
  export: reporting(exportToFile),
  import: reporting(importFromFile),
  doctor: async (args) => (await import("./commands/doctor.ts")).doctor(args, print),
  // Loaded on demand: the others start without its parsers.
  contract: async (args) => (await import("./commands/contract.ts")).contract(args, print),
};

const HELP = `rockpool: a drop-in Amazon Cognito user pools server for development and tests

  rockpool start  [options]                  serve until stopped
  rockpool exec   [options] -- COMMAND...    run a command beside a server of its own
  rockpool export FILE [--url URL]           write a running server's state to a file
  rockpool import FILE [--url URL]           replace a running server's state by a file's
  rockpool contract [--url URL] [--only OPERATION,...] [--json FILE]
                                             replay the documented exchanges: on a server of its own,
                                             or on a running one, WHOSE STATE IS LOST
  rockpool doctor [--data FOLDER] [--repair | --accept-edits]
                                             say what of a data folder is damaged, and mend it

Options of start and exec (each also as an environment variable, such as ROCKPOOL_PORT, and in the config file):
${optionsAsHelp()}

  --help, --version`;

async function main([name, ...args]: readonly string[]): Promise<number> {
  const own = args.includes("--") ? args.slice(0, args.indexOf("--")) : args;
  if (name === "--help" || name === "-h" || name === "help" || own.includes("--help")) {
    print(HELP);
    return 0;
  }
  if (name === "--version" || name === "-v") {
    print(packageVersion());
    return 0;
  }
  const command = name === undefined || !Object.hasOwn(COMMANDS, name) ? undefined : COMMANDS[name];
  if (!command)
    throw new UsageError(
      `${name === undefined ? "A command is missing" : `There is no command ${name}`}; the commands are ${Object.keys(COMMANDS).join(", ")}.`,
    );
  return command(args);
}

try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`rockpool: ${messageOf(error)}\n`);
  process.exit(statusOf(error));
}
