import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { readArguments } from "#src/commands/arguments.ts";
import { environment } from "#src/commands/exec.ts";
import { completeOptions, resolveOptions, type Sources } from "#src/options/config.ts";
import { OPTION_NAMES, UsageError, variableOf } from "#src/options/table.ts";
import { optionsAsHelp, optionsAsMarkdown } from "#src/options/text.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "rockpool-config-"));
});

const resolved = (sources: Partial<Sources> = {}) => resolveOptions({ flags: {}, env: {}, cwd, ...sources });
const refusal = async (sources: Partial<Sources>) => {
  const error = await resolved(sources).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UsageError);
  return (error as Error).message;
};

describe("where options come from", () => {
  test("without anything, the defaults", async () => {
    expect(await resolved()).toMatchObject({
      port: 4100,
      host: "127.0.0.1",
      data: "./.rockpool",
      region: "us-east-1",
      account: "123456789012",
      iam: "presence",
      issuer: "local",
      fsync: false,
      logLevel: "info",
    });
  });

  test("a flag wins over a variable, a variable over the config file, the file over the default", async () => {
    await writeFile(join(cwd, "rockpool.config.yaml"), "port: 1\nregion: eu-west-1\naccount: '000000000001'\n");
    const options = await resolved({ flags: { port: "3" }, env: { ROCKPOOL_PORT: "2", ROCKPOOL_REGION: "eu-west-2" } });
    expect(options).toMatchObject({ port: 3, region: "eu-west-2", account: "000000000001", host: "127.0.0.1" });
  });

  test("a command's own defaults yield to the config file", async () => {
    await writeFile(join(cwd, "rockpool.config.json"), JSON.stringify({ host: "0.0.0.0" }));
    expect(await resolved({ defaults: { port: 0, host: "::1" } })).toMatchObject({ port: 0, host: "0.0.0.0" });
  });

  test("paths in the config file are relative to it, :memory: is no path", async () => {
    const file = join(cwd, "elsewhere.json");
    await writeFile(file, JSON.stringify({ data: "state", seed: "../seed.yaml" }));
    expect(await resolved({ configFile: file, cwd: "/" })).toMatchObject({ data: join(cwd, "state"), seed: join(cwd, "..", "seed.yaml") });
    await writeFile(file, JSON.stringify({ data: ":memory:" }));
    expect(await resolved({ env: { ROCKPOOL_CONFIG: file } })).toMatchObject({ data: ":memory:" });
  });

  test("an empty variable is none", async () => {
    expect(await resolved({ env: { ROCKPOOL_PORT: "" } })).toMatchObject({ port: 4100 });
  });

  test("a public URL loses its last slash", async () => {
    expect(await resolved({ flags: { publicUrl: "https://id.example.com/pools/" } })).toMatchObject({
      publicUrl: "https://id.example.com/pools",
    });
  });

  test("access keys are given as text, as an object or as pairs", async () => {
    const expected = [
      ["AKIA1", "one"],
      ["AKIA2", "two"],
    ];
    expect((await resolved({ env: { ROCKPOOL_CREDENTIALS: "AKIA1:one,AKIA2:two" } })).credentials).toEqual(expected);
    await writeFile(join(cwd, "rockpool.config.yml"), "credentials: { AKIA1: one, AKIA2: two }\n");
    expect((await resolved()).credentials).toEqual(expected);
    expect(
      completeOptions({
        credentials: [
          ["AKIA1", "one"],
          ["AKIA2", "two"],
        ],
      }).credentials,
    ).toEqual(expected);
  });

  test("functions are given as flags, as text, as an object or in code; their files are relative to what names them", async () => {
    const { flags } = readArguments(["--trigger", "A=./a.mjs", "--trigger=arn:aws:lambda:us-east-1:1:function:B=b.mjs"], { server: true });
    expect((await resolved({ flags })).trigger).toEqual({ A: "./a.mjs", "arn:aws:lambda:us-east-1:1:function:B": "b.mjs" });
    expect((await resolved({ env: { ROCKPOOL_TRIGGER: "A=a.mjs,B=b.mjs" } })).trigger).toEqual({ A: "a.mjs", B: "b.mjs" });
    await writeFile(join(cwd, "rockpool.config.yaml"), "trigger: { A: ./a.mjs, B: /b.mjs }\n");
    expect((await resolved()).trigger).toEqual({ A: join(cwd, "a.mjs"), B: "/b.mjs" });
    expect(completeOptions({ trigger: { A: "./a.mjs" } }).trigger).toEqual({ A: "./a.mjs" });
  });

  test("options in code are checked and completed", () => {
    expect(completeOptions({ port: 0, data: ":memory:", fsync: true })).toMatchObject({
      port: 0,
      data: ":memory:",
      fsync: true,
      region: "us-east-1",
    });
    expect(() => completeOptions({ prot: 1 } as object)).toThrow("There is no option prot");
    expect(() => completeOptions({ port: -1 })).toThrow('port is "-1"; it has to be a whole number from 0 to 65535.');
  });
});

describe("mistakes are told in one sentence", () => {
  test.each([
    [{ flags: { port: "70000" } }, '--port is "70000"; it has to be a whole number from 0 to 65535.'],
    [{ env: { ROCKPOOL_IAM: "maybe" } }, 'ROCKPOOL_IAM is "maybe"; it has to be one of presence, verify, off.'],
    [{ flags: { account: "12" } }, '--account is "12"; it has to be 12 digits.'],
    [{ flags: { fixedCode: "12a" } }, "--fixed-code is not right; it has to be 1 to 16 digits."],
    [{ flags: { publicUrl: "id.example.com" } }, "it has to be an address that starts with http:// or https://"],
    [{ env: { ROCKPOOL_FSYNC: "maybe" } }, "it has to be true or false."],
    [{ flags: { iam: "verify" } }, "--iam verify needs access keys"],
    [{ configFile: "missing.yaml" }, "cannot be read (ENOENT)."],
  ] satisfies [Partial<Sources>, string][])("%j", async (sources, message) => {
    expect(await refusal(sources)).toContain(message);
  });

  test("a secret is not repeated", async () => {
    expect(await refusal({ env: { ROCKPOOL_CREDENTIALS: "AKIA1hush" } })).not.toContain("hush");
  });

  test("the config file and the place in it are named", async () => {
    const file = join(cwd, "rockpool.config.yaml");
    await writeFile(file, "prot: 1\n");
    expect(await refusal({})).toContain(`${file}: there is no option prot`);
    await writeFile(file, "port: [1\n");
    expect(await refusal({})).toMatch(/rockpool\.config\.yaml:\d+:\d+: /);
    await writeFile(file, "port: x\n");
    expect(await refusal({})).toContain(`${file}: port is "x"`);
    await writeFile(file, "- port\n");
    expect(await refusal({})).toContain("has to hold options by name");
  });
});

describe("the command line", () => {
  test("flags, words and what follows two dashes are told apart", () => {
    expect(readArguments(["--port", "1", "--data=:memory:", "word", "--fsync", "--", "npm", "--port", "2"], { server: true })).toEqual({
      flags: { port: "1", data: ":memory:", fsync: "true" },
      configFile: undefined,
      url: undefined,
      positionals: ["word"],
      rest: ["npm", "--port", "2"],
    });
  });

  test.each([
    [["--prot", "1"], "There is no option --prot"],
    [["-p", "1"], "There is no option -p"],
    [["--port"], "--port needs a value."],
    [["--port", "--host"], "--port needs a value."],
    [["--url", "http://x"], "There is no option --url"],
  ])("%j is refused", (args, message) => {
    expect(() => readArguments(args, { server: true })).toThrow(message);
  });
});

describe("the environment of a command under exec", () => {
  const options = { region: "eu-west-1", credentials: [] };

  test("names the server, and region and keys where none are set", () => {
    expect(environment({ url: "http://127.0.0.1:1" }, options, { PATH: "/bin" })).toEqual({
      PATH: "/bin",
      AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: "http://127.0.0.1:1",
      ROCKPOOL_URL: "http://127.0.0.1:1",
      AWS_REGION: "eu-west-1",
      AWS_DEFAULT_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: "rockpool",
      AWS_SECRET_ACCESS_KEY: "rockpool",
    });
  });

  test("leaves region and keys that are set", () => {
    const env = environment({ url: "http://127.0.0.1:1" }, options, {
      AWS_DEFAULT_REGION: "us-west-2",
      AWS_ACCESS_KEY_ID: "mine",
      AWS_SECRET_ACCESS_KEY: "too",
      ROCKPOOL_URL: "old",
    });
    expect(env).toMatchObject({
      AWS_DEFAULT_REGION: "us-west-2",
      AWS_ACCESS_KEY_ID: "mine",
      AWS_SECRET_ACCESS_KEY: "too",
      ROCKPOOL_URL: "http://127.0.0.1:1",
    });
    expect(env).not.toHaveProperty("AWS_REGION");
  });
});

test("help and README name every option with its flag and variable", () => {
  for (const name of OPTION_NAMES) {
    expect(optionsAsMarkdown()).toContain(`\`${variableOf(name)}\``);
    expect(optionsAsHelp()).toContain(`--${variableOf(name).slice("ROCKPOOL_".length).toLowerCase().replaceAll("_", "-")}`);
  }
});
