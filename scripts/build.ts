// Bundles the program into dist/: one file for the command line, one for use in code, one for the worker.
// Bundling, not speed of building, is the reason: loading hundreds of small modules would double the time to start.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

await rm("dist", { recursive: true, force: true });
const { metafile } = await build({
  metafile: true,
  entryPoints: {
    cli: "src/cli.ts",
    index: "src/index.ts",
    "srp-worker": "src/crypto/srp-worker.ts",
    "trigger-worker": "src/triggers/trigger-worker.js",
  },
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  // Beside the entries: the worker is looked up next to whatever file its caller ended up in.
  chunkNames: "chunk-[hash]",
  legalComments: "none",
  // Less to read at each start; names stay, for stacks in logs.
  minifyWhitespace: true,
  minifySyntax: true,
  logLevel: "warning",
  // CommonJS packages inside an ES module bundle ask for these.
  banner: {
    js: [
      'import { createRequire as __createRequire } from "node:module";',
      'import { fileURLToPath as __fileURLToPath } from "node:url";',
      'import { dirname as __directoryOf } from "node:path";',
      "const require = __createRequire(import.meta.url);",
      "const __filename = __fileURLToPath(import.meta.url);",
      "const __dirname = __directoryOf(__filename);",
    ].join("\n"),
  },
});

/** The console's files, as browsers load them. */
const page = await build({
  metafile: true,
  entryPoints: { main: "src/console/page/main.tsx", mail: "src/console/page/mail.ts", "main-style": "src/console/page/main.css" },
  outdir: "dist/console",
  bundle: true,
  format: "esm",
  platform: "browser",
  target: "es2022",
  jsx: "automatic",
  jsxImportSource: "preact",
  minify: true,
  legalComments: "none",
  logLevel: "warning",
});
await cp("src/console/page/icon.svg", "dist/console/icon.svg");

// Declarations take longer than everything else, and only who installs the package needs them.
if (["pack", "publish"].includes(process.env["npm_command"] ?? "")) await import("./build-types.ts");

/** The folder of the package that a bundled file is from: `node_modules/a/b.js` -> `node_modules/a`. */
const packageFolder = (file: string): string | undefined => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];

/** What the licences of bundled packages ask for: their texts go along. */
function notices(files: readonly string[]): string[] {
  const folders = [...new Set(files.flatMap((file) => packageFolder(file) ?? []))]
    .filter((folder) => existsSync(join(folder, "package.json")))
    .sort();
  return folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const texts = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
    return [`${name} ${version} (${license})`, ...texts.map((file) => readFileSync(join(folder, file), "utf8"))].join("\n\n");
  });
}

writeFileSync(
  "dist/third-party-licenses.txt",
  notices([...Object.keys(metafile.inputs), ...Object.keys(page.metafile.inputs)]).join(`\n\n${"-".repeat(80)}\n\n`),
);
