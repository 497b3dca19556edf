// The handle on the client's process.

import { fork } from "node:child_process";
import { once } from "node:events";
import type { Job, Report } from "./measured.ts";

const here = (name: string) => new URL(name, import.meta.url);

export type Client = ReturnType<typeof startClient>;

export function startClient() {
  const child = fork(here("./load.ts"));
  return {
    /** Runs one job at a time. Rejects where an answer was no success: such a rate means nothing. */
    async run(job: Job): Promise<Report> {
      child.send(job);
      const [report] = (await once(child, "message")) as [Report];
      if (report.failed > 0)
        throw new Error(`${job.operation ?? "echo"}: ${report.failed} of ${report.count} failed, the first with ${report.complaint}`);
      return report;
    },
    stop: () => child.kill(),
  };
}

/** A server that only echoes JSON: "express" or "http". */
export async function startEcho(kind: "express" | "http") {
  const child = fork(here("./echo.ts"), [kind]);
  const [port] = (await once(child, "message")) as [number];
  return { port, stop: () => child.kill() };
}
