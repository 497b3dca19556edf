// Puts the jar of openapi-generator that codegen/openapitools.json pins where its launcher looks for it, through Maven: for
// places that reach a Maven repository and not the launcher's own source.
import { spawnSync } from "node:child_process";
import { existsSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { pinnedGenerator } from "../codegen/generator.ts";

const ARTIFACT = "openapi-generator-cli";
const { version, jar } = pinnedGenerator();
if (!existsSync(jar)) {
  const folder = dirname(jar);
  const wanted = [`-Dartifact=org.openapitools:${ARTIFACT}:${version}`, `-DoutputDirectory=${folder}`];
  const run = spawnSync("mvn", ["--quiet", "--batch-mode", "dependency:copy", ...wanted], { stdio: "inherit" });
  if (run.error) throw new Error("This needs Maven on the PATH; install it and try again.");
  if (run.status !== 0) process.exit(1);
  renameSync(join(folder, `${ARTIFACT}-${version}.jar`), jar);
}
console.log(jar);
