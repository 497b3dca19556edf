import { stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { uuid } from "../lib/ids.ts";
import { functionName } from "./function-names.ts";
import type { FunctionHost, Outcome } from "./invoke.ts";

export interface LocalModulesOptions {
  /** Files by the name or the ARN of the function that they stand for. */
  readonly files: Readonly<Record<string, string>>;
  /** Environment variables of the functions where the server itself has none of that name. */
  readonly environment: Readonly<Record<string, string>>;
  /** What functions print. */
  readonly print: (text: string) => void;
}

const IDLE_MS = 60_000;
/** Nobody waits for a sender, and Cognito's five seconds are not for it. */
const SENDER_TIMEOUT_MS = 60_000;

/** A worker thread with one function's module loaded, as it was in the file at that time. */
interface Room {
  readonly worker: Worker;
  readonly file: string;
  readonly stamp: string;
  /** Takes what becomes of the event that is being handled; absent while idle. */
  settle?: (outcome: Outcome) => void;
  expiry?: NodeJS.Timeout;
}

/**
 * Functions that are modules on this machine, each call alone in a worker thread, as in Lambda: a function that hangs or
 * crashes harms nobody else. Idle workers stay warm for a minute and do not keep the process alive; a changed file gets new ones.
 */
export function createLocalModules({ files, environment, print }: LocalModulesOptions): FunctionHost {
  const idle = new Set<Room>();
  const all = new Set<Room>();
  const fileOf = (arn: string): string | undefined => files[arn] ?? files[functionName(arn)];

  const discard = (room: Room, outcome: Outcome): void => {
    clearTimeout(room.expiry);
    idle.delete(room);
    all.delete(room);
    room.settle?.(outcome);
    void room.worker.terminate();
  };

  const rest = (room: Room): void => {
    room.settle = undefined;
    idle.add(room);
    room.expiry = setTimeout(() => discard(room, CRASHED), IDLE_MS).unref();
  };

  const open = (file: string, stamp: string): Room => {
    const room: Room = { worker: startWorker(file, environment, print), file, stamp };
    room.worker.on("error", (error: Error) => discard(room, { kind: "raised", message: error.message }));
    room.worker.on("exit", () => discard(room, CRASHED));
    room.worker.on("message", (outcome: Outcome) => room.settle?.(outcome));
    all.add(room);
    return room;
  };

  /** A warm worker with the file as it is now, or a new one. */
  const roomFor = (file: string, stamp: string): Room => {
    for (const room of idle) {
      if (room.file !== file) continue;
      if (room.stamp === stamp) {
        clearTimeout(room.expiry);
        idle.delete(room);
        return room;
      }
      discard(room, CRASHED);
    }
    return open(file, stamp);
  };

  const call = async (arn: string, event: object, timeoutMs: number): Promise<Outcome> => {
    const file = fileOf(arn)!;
    const stamp = await stampOf(file);
    if (stamp === undefined) return { kind: "unreachable", code: "ResourceNotFoundException" };
    const room = roomFor(file, stamp);
    return new Promise<Outcome>((resolve) => {
      const timer = setTimeout(() => discard(room, { kind: "timeout" }), timeoutMs);
      room.settle = (outcome) => {
        clearTimeout(timer);
        resolve(outcome);
        if (all.has(room)) rest(room);
      };
      room.worker.postMessage({ event, functionName: functionName(arn), arn, requestId: uuid(), deadline: Date.now() + timeoutMs });
    });
  };

  return {
    hosts: (arn) => fileOf(arn) !== undefined,
    call,
    submit: async (arn, event) => void (await call(arn, event, SENDER_TIMEOUT_MS)),
    close: async () => {
      for (const room of all) discard(room, CRASHED);
    },
  };
}

const CRASHED: Outcome = { kind: "raised", message: "Runtime exited without providing a reason" };

/** Changes whenever the file does; undefined: there is none. */
async function stampOf(file: string): Promise<string | undefined> {
  try {
    const { mtimeMs, size } = await stat(file);
    return `${mtimeMs} ${size}`;
  } catch {
    return undefined;
  }
}

function startWorker(file: string, environment: Readonly<Record<string, string>>, print: (text: string) => void): Worker {
  const worker = new Worker(fileURLToPath(new URL("./trigger-worker.js", import.meta.url)), {
    workerData: { file },
    env: { ...environment, ...process.env },
    // What functions print must not mix with what the server says on standard output.
    stdout: true,
    stderr: true,
  });
  for (const stream of [worker.stdout, worker.stderr]) stream.on("data", (chunk: Buffer) => print(chunk.toString()));
  worker.unref();
  return worker;
}
