import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll } from "vitest";
import { createApi } from "#src/api/api.ts";
import type { ApiTable } from "#src/api/api-table.ts";
import { createDispatcher } from "#src/api/dispatch.ts";
import { createValidators } from "#src/api/validate.ts";
import { createCalls } from "#src/runtime/calls.ts";
import { packageFile } from "#src/runtime/package-file.ts";
import { pinnedGenerator } from "../../codegen/generator.ts";
import { importCommand } from "../../codegen/import-command.ts";
import { startTestServer } from "../support/server.ts";
import { findTool } from "../support/tools.ts";

/** Codegen needs both; tests fetch nothing. */
export const java = findTool("Java with openapi-generator", "java", ["-jar", pinnedGenerator().jar, "version"]);

const tsx = packageFile("node_modules/tsx/dist/cli.mjs");

/** An empty folder, and what a newcomer runs to fill it. */
export function emptyApi() {
  const folder = mkdtempSync(join(tmpdir(), "rockpool-api-"));
  const spec = join(folder, "spec/api.openapi.yaml");
  const generated = join(folder, "generated");
  return {
    folder,
    spec,
    generated,
    /** `npm run spec:import`. */
    import: (...args: string[]): { status: number; lines: string[] } => {
      const lines: string[] = [];
      const status = importCommand([...args, "--spec", spec], (line) => lines.push(...line.split("\n")));
      return { status, lines };
    },
    writeExchanges: (operation: string, text: string): void => {
      mkdirSync(join(folder, "spec/examples"), { recursive: true });
      writeFileSync(join(folder, `spec/examples/${operation}.yaml`), text);
    },
    /** `npm run codegen`. Throws where it fails. */
    codegen: (...args: string[]): string =>
      execFileSync(process.execPath, [tsx, packageFile("codegen/index.ts"), "--spec", spec, "--output", generated, ...args], {
        encoding: "utf8",
      }),
    /** Serves the API from what was generated, without a service: every operation answers its example. */
    serve: () => serveExamples(generated),
  };
}

async function serveExamples(generated: string) {
  const outfile = join(generated, "../operations.mjs");
  await build({ entryPoints: [join(generated, "operations.ts")], outfile, format: "esm" });
  const made = (await import(pathToFileURL(outfile).href)) as {
    operations: ApiTable["operations"];
    TARGET_PREFIX: string;
    MEDIA_TYPE: string;
  };
  const table: ApiTable = { targetPrefix: made.TARGET_PREFIX, mediaType: made.MEDIA_TYPE, operations: made.operations };
  const { services, close } = await startTestServer();
  const dispatcher = createDispatcher({}, createValidators(join(generated, "contract")), { table });
  const api = createApi({ services, dispatcher, calls: createCalls(), iam: { mode: "off", credentials: new Map() }, table });
  const server = createServer((request, response) => void api(request, response));
  await new Promise<void>((listening) => void server.listen(0, "127.0.0.1", listening));
  afterAll(async () => {
    server.close();
    await close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    operations: made.operations,
    dispatcher,
    call: async (operation: string, input: object) => {
      const headers = { "x-amz-target": `${table.targetPrefix}.${operation}`, "content-type": table.mediaType };
      const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(input) });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: text === "" ? undefined : (JSON.parse(text) as object) };
    },
  };
}
