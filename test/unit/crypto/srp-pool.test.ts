import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { modularPower } from "#src/crypto/modexp.ts";
import { claimSignature, verifierExponent } from "#src/crypto/srp.ts";
import { startSrp } from "../../support/srp-client.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../../..");
let folder: string;

/** The workers run from built files, as in the product; inside the repository, so that packages are found. */
beforeAll(async () => {
  const cache = join(root, "node_modules/.cache");
  await mkdir(cache, { recursive: true });
  folder = await mkdtemp(join(cache, "srp-"));
  const entryPoints = ["srp-pool", "srp-worker"].map((name) => join(root, `src/crypto/${name}.ts`));
  await build({ entryPoints, outdir: folder, bundle: true, platform: "node", format: "esm", packages: "external" });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function output(script: string): Promise<string> {
  const file = join(folder, "script.js");
  await writeFile(file, `import { createSrp } from "./srp-pool.js";\n${script}`);
  return (await run(process.execPath, [file])).stdout.trim();
}

test("verifier, in worker threads, equals the power of the calling thread, and closing ends the process", async () => {
  const printed = await output(`
    const srp = createSrp({ threads: 2 });
    const results = await Promise.all([1, 2, 3, 4].map((n) => srp.verifier(Buffer.alloc(32, n))));
    console.log(JSON.stringify(results.map((result) => result.toString("hex"))));
    await srp.close();`);
  expect(JSON.parse(printed)).toEqual([1, 2, 3, 4].map((n) => modularPower(Buffer.alloc(32, n)).toString("hex")));
});

test.each([0, 1])("exchange, in %i threads, comes to the key of a client that knows the password", async (threads) => {
  const client = startSrp();
  const holder = { group: "Pool1234", id: "ada", password: "Correct-Horse-1" };
  const salt = "1234567890abcdef";
  const verifier = modularPower(verifierExponent({ poolName: holder.group, userId: holder.id, password: holder.password }, salt));
  const printed = await output(`
    const srp = createSrp({ threads: ${threads} });
    const { publicValue, key } = await srp.exchange(Buffer.from("${verifier.toString("base64")}", "base64"), "${client.SRP_A}");
    console.log(JSON.stringify({ publicValue, key: Buffer.from(key).toString("hex") }));
    await srp.close();`);
  const { publicValue, key } = JSON.parse(printed) as { publicValue: string; key: string };
  const secretBlock = Buffer.from("block");
  const proof = client.prove(holder, { SRP_B: publicValue, SALT: salt, SECRET_BLOCK: secretBlock.toString("base64") }, "now");
  const signature = claimSignature(Buffer.from(key, "hex"), { poolName: holder.group, userId: holder.id, secretBlock, timestamp: "now" });
  expect(signature.toString("base64")).toBe(proof["PASSWORD_CLAIM_SIGNATURE"]);
});

test("verifier, workers left idle, do not keep the process alive", async () => {
  const printed = await output(`
    const srp = createSrp({ threads: 1 });
    console.log((await srp.verifier(Buffer.alloc(32, 7))).length);`);
  expect(printed).toBe("384");
});

test("exchange, a verifier of zero, rejects, and the worker goes on", async () => {
  const printed = await output(`
    const srp = createSrp({ threads: 1 });
    console.log(await srp.exchange(Buffer.alloc(384), "2").then(() => "accepted", () => "rejected"));
    console.log((await srp.verifier(Buffer.alloc(32, 7))).length);
    await srp.close();`);
  expect(printed).toBe("rejected\n384");
});
