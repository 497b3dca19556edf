// Writes the declarations that src/index.ts reaches into dist/types/. Only a package that leaves the repository needs them.
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";

const ENTRY = "src/index.d.ts";
const TARGET = "dist/types";

await rm(TARGET, { recursive: true, force: true });
await mkdir("dist", { recursive: true });
const emitted = await mkdtemp(resolve("dist", "declarations-"));
try {
  emit(emitted);
  const wanted = new Set<string>();
  await reach(ENTRY, wanted);
  for (const file of wanted) {
    await mkdir(dirname(join(TARGET, file)), { recursive: true });
    await writeFile(join(TARGET, file), standalone(file, await readFile(join(emitted, file), "utf8")));
  }
} finally {
  await rm(emitted, { recursive: true, force: true });
}

function emit(outDir: string): void {
  const { config }: { config?: { compilerOptions: object } } = ts.readConfigFile("tsconfig.json", ts.sys.readFile);
  const overrides = { noEmit: false, declaration: true, emitDeclarationOnly: true, outDir, rootDir: "." };
  const { options } = ts.convertCompilerOptionsFromJson({ ...config?.compilerOptions, ...overrides }, ".");
  const { emitSkipped, diagnostics } = ts.createProgram(["src/index.ts"], options).emit();
  if (emitSkipped)
    throw new Error(
      ts.formatDiagnostics(diagnostics, { getCanonicalFileName: (name) => name, getCurrentDirectory: process.cwd, getNewLine: () => "\n" }),
    );
}

/** The package's own names for its folders mean nothing to the compiler of whoever uses it. */
function standalone(file: string, text: string): string {
  return text.replace(
    /(["'])#(generated|src)\//g,
    (_, quote: string, folder: string) => `${quote}${relative(dirname(file), ".")}/${folder}/`,
  );
}

/** Follows the relative imports of a declaration; what comes from packages must be nothing but Node itself. */
async function reach(file: string, found: Set<string>): Promise<void> {
  if (found.has(file)) return;
  found.add(file);
  const text = standalone(file, await readFile(join(emitted, file), "utf8"));
  for (const { fileName } of ts.preProcessFile(text).importedFiles) {
    if (fileName.startsWith("node:")) continue;
    if (!fileName.startsWith(".")) throw new Error(`The public types must stand alone, but ${file} needs ${fileName}.`);
    const target = join(dirname(file), fileName).replace(/\.ts$/, ".d.ts");
    if (!existsSync(join(emitted, target))) throw new Error(`${file} needs ${fileName}, which is not there.`);
    await reach(target, found);
  }
}
