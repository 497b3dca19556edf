// What the machine's cores allow the cryptography of a sign-in, without anything around it. Runs as a worker thread too.
import { createDiffieHellman, generateKeyPairSync, getDiffieHellman, type KeyObject, randomBytes, sign } from "node:crypto";
import { fileURLToPath } from "node:url";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { buildSync } from "esbuild";

const privateKey = isMainThread ? generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey : undefined;
const TOKEN = Buffer.alloc(800, "x");

type Work = "signatures" | "power";

interface Task {
  readonly what: Work;
  readonly seconds: number;
  readonly key: KeyObject;
}

const WORK: Record<Work, (key: KeyObject) => void> = {
  /** The two signatures of a sign-in. */
  signatures: (key) => {
    sign("RSA-SHA256", TOKEN, key);
    sign("RSA-SHA256", TOKEN, key);
  },
  /** The modular power of a password's check: 3072 bits, with an exponent of 256. */
  power: () => {
    group.setPrivateKey(randomBytes(32));
    group.generateKeys();
  },
};
const group = createDiffieHellman(getDiffieHellman("modp15").getPrime(), 2);

/** How often a second one thread does it. */
function rate({ what, seconds, key }: Task): number {
  const started = performance.now();
  let count = 0;
  do {
    WORK[what](key);
    count += 1;
  } while (performance.now() - started < seconds * 1000);
  return (count * 1000) / (performance.now() - started);
}

/** CPU milliseconds that one takes in this process, which other processes' work does not stretch as it does the rate. */
export function cryptographyCpu(what: Work, times: number): number {
  const before = process.cpuUsage();
  for (let time = 0; time < times; time++) WORK[what](privateKey!);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / times;
}

/** How often a second as many threads as are asked for do it together. */
export async function cryptographyRate(what: Work, threads: number, seconds: number): Promise<number> {
  const rates = Array.from({ length: threads }, () => rateInThread({ what, seconds, key: privateKey! }));
  return (await Promise.all(rates)).reduce((sum, one) => sum + one, 0);
}

/** This file as a thread can run it: threads do not take over, on every Node, how their process reads TypeScript. */
function threadText(): string {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(import.meta.url)],
    bundle: true,
    platform: "node",
    format: "cjs",
    external: ["esbuild"],
    write: false,
    logLevel: "error",
    logOverride: { "empty-import-meta": "silent" },
  });
  return outputFiles[0]!.text;
}

function rateInThread(task: Task): Promise<number> {
  return new Promise<number>((resolve, reject) => {
    const worker = new Worker(threadText(), { eval: true, workerData: task });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

if (!isMainThread) parentPort?.postMessage(rate(workerData as Task));
