import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { rockpool, startServer, temporaryFolder } from "./rockpool.ts";

const SEED = `
Pools:
  - Id: us-east-1_Seeded001
    PoolName: app
    Domains:
      - { Domain: seeded-app, ManagedLoginVersion: 2 }
    Clients:
      - { ClientId: web, ClientName: web, ExplicitAuthFlows: [ALLOW_USER_PASSWORD_AUTH] }
    Groups:
      - GroupName: admins
    Users:
      - Username: ada
        Id: 11111111-2222-3333-4444-555555555555
        Password: Secret-Passw0rd!
        UserAttributes: [{ Name: email, Value: ada@example.com }]
        Groups: [admins]
`;

async function seedFile(text: string): Promise<string> {
  const file = join(await temporaryFolder(), "seed.yaml");
  await writeFile(file, text);
  return file;
}

async function signIn(url: string): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "AWSCognitoIdentityProviderService.InitiateAuth" },
    body: JSON.stringify({
      ClientId: "web",
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: "ada", PASSWORD: "Secret-Passw0rd!" },
    }),
  });
  const { AuthenticationResult } = (await response.json()) as { AuthenticationResult: { AccessToken: string } };
  return JSON.parse(Buffer.from(AuthenticationResult.AccessToken.split(".")[1]!, "base64url").toString()) as Record<string, unknown>;
}

async function stateOf(url: string): Promise<{ partitions: unknown }> {
  return (await (await fetch(`${url}/_rockpool/export`)).json()) as { partitions: unknown };
}

describe("a seed file", () => {
  test("can have faults on from the start, and the start says so", async () => {
    const seed = await seedFile(
      `${SEED}\nFaults:\n  - { kind: throttle, operation: InitiateAuth, times: 1 }\n  - { kind: cut, operation: SignUp }\n`,
    );
    const server = await startServer("--data", ":memory:", "--seed", seed, "--log-level", "info");
    await expect(signIn(server.url)).rejects.toThrow("AccessToken");
    expect(await signIn(server.url)).toMatchObject({ client_id: "web" });
    const faults = await (await fetch(`${server.url}/_rockpool/faults`)).json();
    expect(faults).toMatchObject([
      { kind: "throttle", active: false, hits: 1 },
      { kind: "cut", active: true, hits: 0 },
    ]);
    const { stderr } = await server.kill("SIGTERM");
    expect(stderr).toContain("rockpool: 2 faults are on, as the seed asks: GET /_rockpool/faults tells which\n");
  });

  test("makes pools, clients, groups and users that can sign in; a second time it changes nothing", async () => {
    const data = await temporaryFolder();
    const seed = await seedFile(SEED);
    const first = await startServer("--data", data, "--seed", seed);
    expect(await signIn(first.url)).toMatchObject({
      sub: "11111111-2222-3333-4444-555555555555",
      client_id: "web",
      "cognito:groups": ["admins"],
    });
    const discovered = await (await fetch(`${first.url}/us-east-1_Seeded001/.well-known/openid-configuration`)).json();
    expect(discovered).toMatchObject({ authorization_endpoint: `${first.url}/oauth2/authorize` });
    const { partitions } = await stateOf(first.url);
    await first.kill("SIGTERM");
    const second = await startServer("--data", data, "--seed", seed);
    expect((await stateOf(second.url)).partitions).toEqual(partitions);
    await signIn(second.url);
  });

  test.each([
    ["a misspelt member", SEED.replace("Password:", "Pasword:"), "seed.yaml: Pools[0].Users[0].Pasword: is not known here"],
    [
      "a password against the policy",
      SEED.replace("Secret-Passw0rd!", "secret"),
      "seed.yaml: Pools[0].Users[0]: Password did not conform with policy",
    ],
    ["a group that is not there", SEED.replace("[admins]", "[admins, wizards]"), "seed.yaml: Pools[0].Users[0].Groups[1]: "],
    [
      "a domain with a reserved word",
      SEED.replace("seeded-app", "aws-app"),
      "seed.yaml: Pools[0].Domains[0]: Domain cannot contain reserved word",
    ],
    ["broken YAML", "Pools: [", "seed.yaml:1:"],
  ])("with %s is refused by place, and nothing on disk is touched", async (_name, text, message) => {
    const data = join(await temporaryFolder(), "data");
    const { status, stderr } = await rockpool(["start", "--port", "0", "--data", data, "--seed", await seedFile(text)]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^rockpool: [^\n]+\n$/);
    expect(stderr).toContain(message);
    expect(existsSync(data)).toBe(false);
  });

  test("that is not there is told", async () => {
    const { status, stderr } = await rockpool(["start", "--port", "0", "--data", ":memory:", "--seed", "/nowhere/seed.yaml"]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: "rockpool: /nowhere/seed.yaml: the seed cannot be read (ENOENT)\n" });
  });
});

describe("export and import", () => {
  test("carry the whole state to another server", async () => {
    const [file, seed] = [join(await temporaryFolder(), "state.json"), await seedFile(SEED)];
    const one = await startServer("--data", ":memory:", "--seed", seed);
    await signIn(one.url);
    expect(await rockpool(["export", file, "--url", one.url])).toEqual({
      status: 0,
      stdout: `exported ${one.url} to ${file}\n`,
      stderr: "",
    });
    const other = await startServer("--data", ":memory:");
    expect(await rockpool(["import", file], { env: { ROCKPOOL_URL: other.url } })).toEqual({
      status: 0,
      stdout: `imported ${file} into ${other.url}\n`,
      stderr: "",
    });
    await signIn(other.url);
    expect((await stateOf(other.url)).partitions).toEqual((await stateOf(one.url)).partitions);
  });

  test("say what is wrong and leave files and servers as they are", async () => {
    const server = await startServer("--data", ":memory:", "--seed", await seedFile(SEED));
    const file = join(await temporaryFolder(), "state.json");
    await writeFile(file, '{"format":"else"}');
    expect(await rockpool(["import", file, "--url", server.url])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("rockpool: "),
    });
    await signIn(server.url);
    expect(await rockpool(["export", file, "--url", "http://127.0.0.1:1"])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("No rockpool answers at http://127.0.0.1:1"),
    });
    expect(await readFile(file, "utf8")).toBe('{"format":"else"}');
    expect((await rockpool(["export"])).status).toBe(2);
  });
});
