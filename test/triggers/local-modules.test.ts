import { mkdtemp, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { useTestServer } from "../support/server.ts";
import { functionArn, useLambda } from "./lambda.ts";
import { PASSWORD } from "./pool-with-triggers.ts";

const module = (name: string): string => fileURLToPath(new URL(`./modules/${name}`, import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "rockpool-triggers-"));
const changing = join(folder, "changing.mjs");
const lambda = await useLambda();

const server = await useTestServer({
  lambdaEndpoint: lambda.url,
  logLevel: "silent",
  trigger: {
    Async: module("async-handler.mjs"),
    Callback: module("callback-handler.cjs"),
    [functionArn("ByArn:live")]: module("callback-handler.cjs"),
    Default: module("default-handler.mjs"),
    DoneLater: module("done-later.cjs"),
    Silent: module("silent.cjs"),
    Crashing: module("crashing.mjs"),
    Broken: module("broken.mjs"),
    NoHandler: module("no-handler.mjs"),
    CallsBack: module("calls-back.mjs"),
    Changing: changing,
    Missing: join(folder, "missing.mjs"),
  },
});

async function clientWith(LambdaConfig: object): Promise<{ pool: string; client: string }> {
  const { UserPool } = await server.call("CreateUserPool", { PoolName: "modules", LambdaConfig });
  const { UserPoolClient } = await server.call("CreateUserPoolClient", { UserPoolId: UserPool.Id, ClientName: "app" });
  return { pool: UserPool.Id, client: UserPoolClient.ClientId };
}

const signUp = async (client: string, Username: string) =>
  (await server.send("SignUp", { ClientId: client, Username, Password: PASSWORD })).body;
const signUpBy = async (name: string, username = "ada") => signUp((await clientWith({ PreSignUp: functionArn(name) })).client, username);

describe("a local module in a function's place", () => {
  test("an async handler gets event and context, and its answer counts", async () => {
    const { client } = await clientWith({ PreSignUp: functionArn("Async") });
    expect((await signUp(client, "ada-yes")).UserConfirmed).toBe(true);
    expect((await signUp(client, "ada-no")).UserConfirmed).toBe(false);
  });

  test("a CommonJS handler answers by callback, with a text or an error for what is wrong", async () => {
    const { client } = await clientWith({ PreSignUp: functionArn("Callback") });
    expect((await signUp(client, "ada")).UserConfirmed).toBe(true);
    expect((await signUp(client, "ada-text")).message).toBe("PreSignUp failed with error as a text.");
    expect((await signUp(client, "ada-error")).message).toBe("PreSignUp failed with error as an error.");
  });

  test("a handler without a callback answers by its context, also later", async () => {
    expect((await signUpBy("DoneLater")).UserConfirmed).toBe(true);
  });

  test("a function is found by its ARN, alias included, and by its name under any alias", async () => {
    expect((await signUpBy("ByArn:live")).UserConfirmed).toBe(true);
    expect((await signUpBy("Async:beta", "ada-yes")).UserConfirmed).toBe(true);
  });

  test("a default export counts; its worker stays warm between calls", async () => {
    const { client } = await clientWith({ PreSignUp: functionArn("Default") });
    expect((await signUp(client, "ada")).message).toBe("PreSignUp failed with error call 1.");
    expect((await signUp(client, "ada")).message).toBe("PreSignUp failed with error call 2.");
  });

  test("calls at the same time do not wait for each other", async () => {
    const { client } = await clientWith({ PreSignUp: functionArn("Callback") });
    const answers = await Promise.all(["a", "b", "c", "d"].map((name) => signUp(client, name)));
    expect(answers.map(({ UserConfirmed }) => UserConfirmed)).toEqual([true, true, true, true]);
  });

  test("a changed file counts from the next call on", async () => {
    const { client } = await clientWith({ PreSignUp: functionArn("Changing") });
    const text = (words: string) => `export const handler = () => { throw new Error("${words}"); };`;
    await writeFile(changing, text("one"));
    expect((await signUp(client, "ada")).message).toBe("PreSignUp failed with error one.");
    await writeFile(changing, text("two"));
    await utimes(changing, new Date(), new Date(Date.now() + 5000));
    expect((await signUp(client, "ada")).message).toBe("PreSignUp failed with error two.");
  });

  test("it may call back into the pool that waits for it, by an SDK without settings of its own", async () => {
    const { pool, client } = await clientWith({ PostConfirmation: functionArn("CallsBack") });
    await signUp(client, "ada");
    await server.call("AdminConfirmSignUp", { UserPoolId: pool, Username: "ada" });
    expect((await server.call("AdminGetUser", { UserPoolId: pool, Username: "ada" })).UserAttributes).toContainEqual({
      Name: "nickname",
      Value: "Countess",
    });
  });

  test("what no module stands for goes to the Lambda endpoint", async () => {
    lambda.define("Elsewhere", (event) => ({ ...event, response: { ...event.response, autoConfirmUser: true } }));
    expect((await signUpBy("Elsewhere")).UserConfirmed).toBe(true);
    expect(lambda.events).toHaveLength(1);
  });
});

describe("a local module that fails", () => {
  test("one that ends its process, or throws behind its own back, harms only its call", async () => {
    const { client } = await clientWith({ PreSignUp: functionArn("Crashing") });
    expect((await signUp(client, "exit")).message).toBe("PreSignUp failed with error Runtime exited without providing a reason.");
    expect((await signUp(client, "later")).message).toBe("PreSignUp failed with error thrown later.");
    expect((await signUpBy("Async", "ada-yes")).UserConfirmed).toBe(true);
  });

  test("one with a mistake in it, or without a handler, says so", async () => {
    expect((await signUpBy("Broken")).message).toMatch(/^PreSignUp failed with error Unexpected token/);
    expect((await signUpBy("NoHandler")).message).toMatch(
      /^PreSignUp failed with error .*no-handler\.mjs exports no function as handler or default\.$/,
    );
  });

  test("one that has nothing left to wait for has answered nothing, and its worker goes on", async () => {
    const { client } = await clientWith({ PreSignUp: functionArn("Silent") });
    for (const name of ["ada", "eve"])
      expect(await signUp(client, name)).toEqual({ __type: "InvalidLambdaResponseException", message: "Unrecognizable lambda output" });
  });

  test("one whose file is not there is a function that is not there", async () => {
    expect(await signUpBy("Missing")).toEqual({
      __type: "UnexpectedLambdaException",
      message: "PreSignUp invocation failed due to error ResourceNotFoundException.",
    });
  });
});
