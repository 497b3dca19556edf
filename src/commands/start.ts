import type { Rockpool } from "../index.ts";
import { isLoopbackAddress, isLoopbackHost } from "../lib/loopback.ts";
import { resolveOptions } from "../options/config.ts";
import type { RockpoolOptions } from "../options/table.ts";
import { type Arguments, readArguments } from "./arguments.ts";
import { showRequests } from "./request-lines.ts";
import { refuseWords } from "./words.ts";

/** The server has to be gone a second after it was told to stop; its journal holds whatever could not be tidied up by then. */
const STOP_WITHIN_MS = 900;

/** Serves until SIGINT or SIGTERM, which also end a start that takes longer than that. @returns the exit status */
export async function start(args: readonly string[], announce: (line: string) => void): Promise<number> {
  const given: Arguments = readArguments(args, { server: true });
  refuseWords("start", given);
  const options = await resolveOptions({ ...given, env: process.env, cwd: process.cwd() });
  const stopped = stopSignal();
  // Loaded on demand: mistakes in the options need no server.
  const { startRockpool } = await import("../index.ts");
  const server = await Promise.race([startRockpool(options), stopped.then(() => pause(STOP_WITHIN_MS))]);
  if (!server) return 0;
  // Standard output has the one line that programs wait for.
  if (options.logLevel === "info" || options.logLevel === "debug")
    process.stderr.write(`rockpool: ${[whatIsOpen(options), ...whatToTrust(server), ...whatGoesWrong(server)].join("\nrockpool: ")}\n`);
  showRequests(server, options.logLevel, process.stderr);
  announce(`rockpool listening on ${[server.url, ...(server.tlsUrl === undefined ? [] : [server.tlsUrl])].join(" and ")}`);
  await stopped;
  await Promise.race([server.close(), pause(STOP_WITHIN_MS)]);
  return 0;
}

/** What is open to whom, in one line. */
export function whatIsOpen({ host, control, controlToken }: Pick<RockpoolOptions, "host" | "control" | "controlToken">): string {
  const isLocal = isLoopbackHost(host) || isLoopbackAddress(host);
  if (isLocal) return "open to programs on this machine only: the API and the control endpoints";
  const reach = `whoever reaches ${host}`;
  if (control === "open") return `open to ${reach}: the API and, by --control open, the control endpoints with all codes, keys and data`;
  const bearers = controlToken === undefined ? "" : " and bearers of the control token";
  return `open to ${reach}: the API; to programs on this machine${bearers}: the control endpoints`;
}

const whatToTrust = ({ authority }: Rockpool): string[] =>
  authority ? [`certificates are signed by ${authority.file}; Node.js trusts it with NODE_EXTRA_CA_CERTS=${authority.file}`] : [];

/** Only what a seed has asked for can go wrong from the start. */
const whatGoesWrong = ({ control }: Rockpool): string[] => {
  const { faults = 0 } = control.health();
  return faults === 0
    ? []
    : [`${faults} ${faults === 1 ? "fault is" : "faults are"} on, as the seed asks: GET /_rockpool/faults tells which`];
};

/** Resolves on the first signal; the second one ends the process. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const onSignal = (_name: NodeJS.Signals, number: number): void => {
      if (asked) process.exit(128 + number);
      asked = true;
      resolve();
    };
    process.on("SIGINT", onSignal);
    process.on("SIGTERM", onSignal);
  });
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());
