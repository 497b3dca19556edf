// The handle on the client's process.
import { fork } from "node:child_process";
import { once } from "node:events";

const here = (name) => new URL(name, import.meta.url);

export function startClient() {
  const child = fork(here("./load.mjs"));
  return {
    /** Runs one job at a time. Rejects where an answer was no success: such a rate means nothing. */
    async run(job) {
      child.send(job);
      const [report] = await once(child, "message");
      if (report.failed > 0)
        throw new Error(`${job.operation ?? "echo"}: ${report.failed} of ${report.count} failed, the first with ${report.complaint}`);
      return report;
    },
    stop: () => child.kill(),
  };
}

/** A server that only echoes JSON: "express" or "http". */
export async function startEcho(kind) {
  const child = fork(here("./echo.mjs"), [kind]);
  const [port] = await once(child, "message");
  return { port, stop: () => child.kill() };
}
