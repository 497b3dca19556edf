import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SIGNATURE } from "../support/server.ts";
import { rockpool, type Started, startServer, temporaryFolder } from "./rockpool.ts";

// eslint-disable-next-line @typescript-eslint/no-explicit-any
async function call({ url }: Started, operation: string, input: object): Promise<any> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
      authorization: SIGNATURE,
    },
    body: JSON.stringify(input),
  });
  const text = await response.text();
  return text === "" ? {} : JSON.parse(text);
}

/** A data folder with a pool of three users, after its server has ended. */
async function folderOfUsers(): Promise<{ data: string; pool: string; file: string }> {
  const data = join(await temporaryFolder(), "data");
  const server = await startServer("--data", data);
  const { UserPool } = await call(server, "CreateUserPool", { PoolName: "shop" });
  const pool = UserPool.Id as string;
  for (const Username of ["ada", "bob", "eve"])
    await call(server, "AdminCreateUser", { UserPoolId: pool, Username, MessageAction: "SUPPRESS" });
  await server.kill("SIGTERM");
  return { data, pool, file: join(data, `${pool}.json`) };
}

const usersIn = async (data: string, pool: string): Promise<string[]> => {
  const server = await startServer("--data", data);
  const { Users } = await call(server, "ListUsers", { UserPoolId: pool });
  await server.kill("SIGTERM");
  return Users.map(({ Username }: { Username: string }) => Username).sort();
};

/** What is written about a user, changed; the file stays JSON. */
async function change(file: string, from: string, to: string): Promise<void> {
  const text = await readFile(file, "utf8");
  expect(text).toContain(from);
  await writeFile(file, text.replaceAll(from, to));
}

const doctor = (data: string, ...args: readonly string[]) => rockpool(["doctor", "--data", data, ...args]);

test("doctor, of a sound folder, says nothing", async () => {
  const { data } = await folderOfUsers();
  expect(await doctor(data)).toMatchObject({ status: 0, stdout: "", stderr: "" });
});

test("doctor, of a damaged record, names it and changes nothing; --repair keeps the others and sets the file apart", async () => {
  const { data, pool, file } = await folderOfUsers();
  await change(file, '"username":"bob"', '"username":"bib"');
  const damaged = await readFile(file, "utf8");
  await expect(startServer("--data", data)).rejects.toThrow(`${file} cannot be read: line `);
  const { status, stdout } = await doctor(data);
  expect(status).toBe(1);
  expect(stdout).toMatch(new RegExp(`^${file}: line \\d+: a record of users is not what was written`));
  expect(stdout).toContain("rockpool doctor --repair");
  expect(await readFile(file, "utf8")).toBe(damaged);
  const repaired = await doctor(data, "--repair");
  expect(repaired).toMatchObject({ status: 0, stdout: expect.stringContaining(`${data}/damaged`) });
  expect(await readFile(join(data, "damaged", `${pool}.json`), "utf8")).toBe(damaged);
  expect(await usersIn(data, pool)).toEqual(["ada", "eve"]);
  expect(await doctor(data)).toMatchObject({ status: 0, stdout: "" });
});

test("doctor --repair keeps what is whole of a file that is JSON no more, and of a journal with a broken line", async () => {
  const { data, pool, file } = await folderOfUsers();
  const server = await startServer("--data", data);
  for (const Username of ["finn", "gil"]) await call(server, "AdminCreateUser", { UserPoolId: pool, Username, MessageAction: "SUPPRESS" });
  await server.kill("SIGKILL");
  await change(file, '"username":"ada"', '"username":ada"');
  await change(join(data, `${pool}.journal`), '"username":"finn"', '"username":"fins"');
  const { stdout } = await doctor(data);
  expect(stdout).toContain(`${file}: as a whole: no valid JSON`);
  expect(stdout).toContain(`${pool}.journal: line 1: it is broken`);
  expect((await doctor(data, "--repair")).status).toBe(0);
  expect(await readdir(join(data, "damaged"))).toEqual([`${pool}.journal`, `${pool}.json`]);
  expect(await usersIn(data, pool)).toEqual(["bob", "eve", "gil"]);
});

test("doctor --accept-edits takes a file that was edited on purpose, and so does a start of one without its last member", async () => {
  const { data, pool, file } = await folderOfUsers();
  await change(file, '"username":"bob"', '"username":"bib"');
  expect(await doctor(data, "--accept-edits")).toMatchObject({ status: 0, stdout: `${file}: taken as it is\n` });
  expect(await usersIn(data, pool)).toEqual(["ada", "bib", "eve"]);
  const { _rockpool, ...tables } = JSON.parse((await readFile(file, "utf8")).replaceAll('"username":"eve"', '"username":"eva"'));
  expect(_rockpool).toMatchObject({ format: 1 });
  await writeFile(file, JSON.stringify(tables, null, 2));
  expect(await usersIn(data, pool)).toEqual(["ada", "bib", "eva"]);
});

test("doctor, of a folder that a server has open or of none, says so", async () => {
  const { data } = await folderOfUsers();
  const server = await startServer("--data", data);
  expect(await doctor(data)).toMatchObject({ status: 1, stderr: expect.stringContaining("is in use by another rockpool") });
  await server.kill("SIGTERM");
  expect(await doctor(join(data, "none"))).toMatchObject({ status: 2, stderr: expect.stringContaining("There is no data folder") });
});

test("a folder of a newer format is refused, by a start and by doctor, with what to do", async () => {
  const { data } = await folderOfUsers();
  await writeFile(join(data, "format"), "99\n");
  const sentence = "it was written by a newer rockpool (format 99, and this one knows formats up to 1); use that one or one newer still";
  await expect(startServer("--data", data)).rejects.toThrow(sentence);
  expect(await doctor(data)).toMatchObject({ status: 1, stderr: expect.stringContaining(sentence) });
});
