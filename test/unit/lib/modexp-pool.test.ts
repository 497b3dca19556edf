import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { modularPower } from "#src/lib/modexp.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../../..");
let folder: string;

/** The workers run from built files, as in the product; inside the repository, so that packages are found. */
beforeAll(async () => {
  const cache = join(root, "node_modules/.cache");
  await mkdir(cache, { recursive: true });
  folder = await mkdtemp(join(cache, "modexp-"));
  const entryPoints = ["modexp-pool", "modexp-worker"].map((name) => join(root, `src/lib/${name}.ts`));
  await build({ entryPoints, outdir: folder, bundle: true, platform: "node", format: "esm", packages: "external" });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function output(script: string): Promise<string> {
  const file = join(folder, "script.js");
  await writeFile(file, `import { createModularPower } from "./modexp-pool.js";\n${script}`);
  return (await run(process.execPath, [file])).stdout.trim();
}

test("power, in worker threads, equals the one of the calling thread, and closing ends the process", async () => {
  const printed = await output(`
    const power = createModularPower({ threads: 2 });
    const exponents = [1, 2, 3, 4].map((n) => Buffer.alloc(32, n));
    const results = await Promise.all(exponents.map((e) => power.power(e)));
    results.push(await power.power(exponents[0], results[1]));
    results.push(await power.power(exponents[0], results[1], { factor: exponents[2], exponent: exponents[3] }));
    console.log(JSON.stringify(results.map((r) => r.toString("hex"))));
    await power.close();`);
  const expected = [1, 2, 3, 4].map((n) => modularPower(Buffer.alloc(32, n)));
  expected.push(modularPower(Buffer.alloc(32, 1), expected[1]));
  expected.push(modularPower(Buffer.alloc(32, 1), expected[1], { factor: Buffer.alloc(32, 3), exponent: Buffer.alloc(32, 4) }));
  expect(JSON.parse(printed)).toEqual(expected.map((result) => result.toString("hex")));
});

test("power, workers left idle, do not keep the process alive", async () => {
  const printed = await output(`
    const power = createModularPower({ threads: 1 });
    console.log((await power.power(Buffer.alloc(32, 7))).length);`);
  expect(printed).toBe("384");
});

test("power, a base of zero, rejects, and the worker goes on", async () => {
  const printed = await output(`
    const power = createModularPower({ threads: 1 });
    console.log(await power.power(Buffer.alloc(32, 7), Buffer.alloc(384)).then(() => "accepted", () => "rejected"));
    console.log((await power.power(Buffer.alloc(32, 7))).length);
    await power.close();`);
  expect(printed).toBe("rejected\n384");
});
