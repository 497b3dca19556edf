// Import ranks: a file imports only from lower ranks or from its own folder. Each rank is one line.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";

const RANKS = [
  ["generated", "crypto"],
  ["lib"],
  ["runtime"],
  ["storage"],
  ["records"],
  ["rules"],
  ["history"],
  ["triggers"],
  ["tokens", "delivery"],
  ["context"],
  ["accounts", "web"],
  ["auth"],
  ["federation"],
  ["services"],
  ["operations"],
  ["api", "oauth", "seed"],
  ["pages", "control", "console", "contract"],
  ["http"],
  ["options"],
  ["app-services"],
  ["app"],
  ["index"],
  ["commands"],
  ["cli"],
];
const rankOf = new Map(RANKS.flatMap((names, rank) => names.map((name) => [name, rank])));

/** `services/users/read.ts` -> its part `services` and its folder `services/users`; the list of all services is in neither. */
function place(path: string): { part: string; folder: string } {
  const parts = path.split("/");
  const part = parts[0]!.replace(/\.ts$/, "");
  return {
    part: path === "services/operations.ts" ? "operations" : part,
    folder: part === "services" ? parts.slice(0, 2).join("/") : part,
  };
}

const files = readdirSync("src", { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .map((entry) => relative("src", join(entry.parentPath ?? entry.path, entry.name)).replaceAll("\\", "/"));

const problems: string[] = [];
for (const file of files) {
  const from = place(file);
  for (const [, target = ""] of readFileSync(join("src", file), "utf8").matchAll(/(?:from|import\()\s*"([^"]+)"/g)) {
    if (!/^(\.|#src\/|#generated\/)/.test(target)) continue;
    const path = target.startsWith("#generated/")
      ? "generated"
      : target.startsWith("#src/")
        ? target.slice(5)
        : posix.normalize(posix.join(dirname(file), target));
    const to = place(path);
    if (!rankOf.has(to.part)) problems.push(`src/${file}: ${target} is in no rank`);
    else if (to.folder !== from.folder && rankOf.get(to.part)! >= (rankOf.get(from.part) ?? -1))
      problems.push(`src/${file} (${from.folder}) may not import ${target} (${to.folder})`);
    if (target.startsWith(".") && !/\.tsx?$/.test(target)) problems.push(`src/${file}: ${target} lacks its ending`);
  }
  if (!rankOf.has(from.part)) problems.push(`src/${file} is in no rank`);
}

/** Each third-party package has one owner: a file or a folder. */
const OWNERS: Readonly<Record<string, readonly string[]>> = {
  "html-to-text": ["delivery/plain-text.ts"],
  express: ["http", "api", "control", "console", "oauth", "pages", "web"],
  "express-openapi-validator": ["api/validate.ts", "api/validator-patches.ts"],
  jose: ["tokens", "federation"],
  oauth4webapi: ["federation"],
  "@node-saml/node-saml": ["federation"],
  "xml-crypto": ["federation"],
  "fast-xml-parser": ["lib/saml-metadata.ts"],
  lowdb: ["storage"],
  "sorted-btree": ["storage"],
  pino: ["runtime/log.ts"],
  yaml: ["lib/structured-text.ts"],
  ajv: ["lib/schema-check.ts", "contract"],
  "csv-parse": ["services/import-jobs"],
  "@aws-sdk/client-secrets-manager": ["delivery/secrets-manager-sdk.ts"],
  "@aws-sdk/client-lambda": ["triggers/lambda-endpoint.ts", "triggers/lambda-sdk.ts"],
  "@aws-crypto/client-node": ["triggers/encryption-sdk.ts"],
  postcss: ["lib/style-sheet.ts"],
  "postcss-selector-parser": ["lib/style-sheet.ts"],
  nodemailer: ["delivery/smtp.ts"],
  "@simplewebauthn/server": ["crypto/web-authn.ts"],
  eta: ["pages/render.ts"],
  qrcode: ["pages"],
  "@peculiar/x509": ["crypto/certificate-authority.ts"],
  "reflect-metadata": ["crypto/certificate-authority.ts"],
  preact: ["console/page"],
  aws4fetch: ["console/page"],
};
for (const file of files)
  for (const [, target = ""] of readFileSync(join("src", file), "utf8").matchAll(/(?:from|import\(|require\()\s*"([^."#][^"]*)"/g)) {
    const name = target
      .split("/")
      .slice(0, target.startsWith("@") ? 2 : 1)
      .join("/");
    if (name.startsWith("node:")) continue;
    const owners = OWNERS[name];
    if (!owners) problems.push(`src/${file}: the package ${name} has no owner`);
    else if (!owners.some((owner) => file === owner || file.startsWith(`${owner}/`)))
      problems.push(`src/${file} may not import ${name}: that belongs to ${owners.join(", ")}`);
  }

for (const problem of problems) console.error(problem);
console.log(`${files.length} files, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
