import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const LAUNCHER = join(ROOT, "node_modules/@openapitools/openapi-generator-cli/main.js");
const PIN = join(ROOT, "codegen/openapitools.json");

/** The generator that codegen/openapitools.json pins, and where the launcher keeps it. */
export function pinnedGenerator(): { readonly version: string; readonly jar: string } {
  const config = JSON.parse(readFileSync(PIN, "utf8")) as {
    readonly "generator-cli": { readonly version: string; readonly storageDir: string };
  };
  const { version, storageDir } = config["generator-cli"];
  return { version, jar: join(resolve(ROOT, storageDir.replace("~", homedir())), `${version}.jar`) };
}

/**
 * Runs openapi-generator with the arguments of its command line. Its launcher is asked for the jar only where it is not there yet:
 * it takes longer to start than the generator to run. It would write a pin of its own where it is not told of ours. Throws one
 * sentence where there is no Java or no jar.
 */
export function runGenerator(args: readonly string[]): void {
  const { jar } = pinnedGenerator();
  if (!existsSync(jar)) spawnSync(process.execPath, [LAUNCHER, "--openapitools", PIN, "version"], { cwd: ROOT, stdio: "ignore" });
  if (!existsSync(jar))
    throw new Error("openapi-generator could not be downloaded; where Maven can, `npm run generator` puts it in its place.");
  const run = spawnSync("java", ["-jar", jar, ...args], { encoding: "utf8" });
  if (run.error) throw new Error("Codegen needs Java 11 or later on the PATH for openapi-generator; install one and try again.");
  if (run.status !== 0) throw new Error(`openapi-generator failed:\n${run.stdout}${run.stderr}`);
}
