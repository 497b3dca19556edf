import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export interface BundledApp {
  /** `http://localhost:<port>/` */
  readonly home: string;
  /** What the app finds as `window.SETTINGS` from now on. */
  configure(settings: object): void;
  close(): Promise<void>;
}

/** A single-page app of `apps/`, bundled as its developers would, and served on this machine. `body`: its page. */
export async function serveApp(name: string, body: string): Promise<BundledApp> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`apps/${name}`, import.meta.url))],
    bundle: true,
    write: false,
    format: "esm",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"', global: "globalThis" },
    logLevel: "error",
  });
  const script = outputFiles[0]!.text;
  let settings = {};
  const server = createServer((request, response) => {
    if (request.url === "/app.js") return response.setHeader("content-type", "text/javascript").end(script);
    const given = `<script>window.SETTINGS = ${JSON.stringify(settings)};</script>`;
    response
      .setHeader("content-type", "text/html; charset=utf-8")
      .end(`<!doctype html><html lang="en"><title>App</title>${given}${body}<script type="module" src="/app.js"></script></html>`);
  });
  await new Promise<void>((listening) => void server.listen(0, "127.0.0.1", listening));
  return {
    home: `http://localhost:${(server.address() as AddressInfo).port}/`,
    configure: (given) => {
      settings = given;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => void server.close(() => closed()));
    },
  };
}
