// Data folders with any number of users, written in the form that rockpool itself writes.

import { createDiffieHellman, createHash, getDiffieHellman } from "node:crypto";
import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { mkdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import type { Template } from "./measured.ts";
import { outputOf, startRockpool } from "./rockpool.ts";

export const PASSWORD = "Bench-Passw0rd";
const group = createDiffieHellman(getDiffieHellman("modp15").getPrime(), 2);
const sha256 = (...parts: (string | Buffer)[]) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();

interface UserRecord {
  readonly sub: string;
  readonly poolId: string;
  readonly username: string;
  readonly usernameKey: string;
  readonly attributes: object;
  readonly password: object;
}

/** A name, and the pool for a verifier of its own. */
type Newcomer = readonly [name: string, poolId: string | undefined];

/** A folder with a pool, a client and one user, made by the server itself; its file is the mould for the others. */
export async function makeTemplate(cli: string, folder: string): Promise<Template> {
  const server = await startRockpool(cli, folder);
  const { UserPool } = await outputOf(server.port, "CreateUserPool", { PoolName: "bench" });
  const flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];
  const { UserPoolClient } = await outputOf(server.port, "CreateUserPoolClient", {
    UserPoolId: UserPool.Id,
    ClientName: "bench",
    ExplicitAuthFlows: flows,
  });
  const named = { UserPoolId: UserPool.Id, Username: "template" };
  const attributes = { email: "template@example.com", email_verified: "true", name: "Template" };
  const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
  await outputOf(server.port, "AdminCreateUser", { ...named, UserAttributes, MessageAction: "SUPPRESS" });
  await outputOf(server.port, "AdminSetUserPassword", { ...named, Password: PASSWORD, Permanent: true });
  // A sign-in waits for the pool's keys, so that they are in the file.
  await outputOf(server.port, "InitiateAuth", {
    ClientId: UserPoolClient.ClientId,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: "template", PASSWORD },
  });
  await server.stop();
  return { poolId: UserPool.Id, clientId: UserPoolClient.ClientId, text: await readFile(join(folder, `${UserPool.Id}.json`), "utf8") };
}

/**
 * Writes a data folder with `users` users, user-0 and up, and `newcomers` more, newcomer-0 and up, who have not signed in
 * since. With `journal`, a journal that is due to be folded at the next commit lies beside the file.
 */
export async function populate(
  { poolId, text }: Template,
  folder: string,
  { users, newcomers, journal = false }: { users: number; newcomers: number; journal?: boolean },
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const [before = "", rest = ""] = text.split(/(?<= {2}"users": \{\n)/);
  const mould: UserRecord = JSON.parse(rest.slice(rest.indexOf('{"'), rest.indexOf("\n")));
  const records: Newcomer[] = [
    ...Array.from({ length: users }, (_, number): Newcomer => [`user-${number}`, undefined]),
    ...Array.from({ length: newcomers }, (_, number): Newcomer => [`newcomer-${number}`, poolId]),
  ];
  const path = join(folder, `${poolId}.json`);
  const file = createWriteStream(`${path}.new`, { mode: 0o600 });
  file.write(before);
  for (const record of userRecords(records, mould)) await written(file, `    ${JSON.stringify(record.sub)}: ${JSON.stringify(record)},\n`);
  file.end(rest);
  await once(file, "close");
  await rename(`${path}.new`, path);
  if (journal) await writeJournal(join(folder, `${poolId}.journal`), userRecords(records, mould));
}

async function writeJournal(path: string, records: Iterable<UserRecord>): Promise<void> {
  const file = createWriteStream(path, { mode: 0o600 });
  for (const record of records) await written(file, `${JSON.stringify([["put", "users", record.sub, record]])}\n`);
  file.end();
  await once(file, "close");
}

const written = async (file: WriteStream, text: string): Promise<void> => void (file.write(text) || (await once(file, "drain")));

function* userRecords(records: readonly Newcomer[], mould: UserRecord): Generator<UserRecord> {
  for (const [number, [username, poolId]] of records.entries()) {
    const tail = number.toString(16).padStart(12, "0");
    const attributes = { ...mould.attributes, email: `${username}@example.com`, name: `Name ${number}` };
    // user-0 signs in as well; nobody signs in as the others, so that they can do with the mould's verifier.
    const password = poolId || number === 0 ? verifierOf(mould.poolId, username) : mould.password;
    yield { ...mould, sub: `${tail.slice(4)}-1011-7011-8000-${tail}`, username, usernameKey: username, attributes, password };
  }
}

/** As SRP has it: 2 to the power of SHA-256(salt, SHA-256(pool, user, ":", password)). */
function verifierOf(poolId: string, username: string): { salt: string; verifier: string } {
  const salt = `1f${sha256(username).toString("hex").slice(2, 32)}`;
  const inner = sha256(`${poolId.split("_")[1]}${username}:${PASSWORD}`);
  group.setPrivateKey(sha256(Buffer.from(salt, "hex"), inner));
  return { salt, verifier: group.generateKeys().toString("base64") };
}
