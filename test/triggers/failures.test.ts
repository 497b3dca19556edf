import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { useTestServer } from "../support/server.ts";
import { answering, functionArn, LambdaRefusal, useLambda } from "./lambda.ts";
import { PASSWORD, poolWith } from "./pool-with-triggers.ts";

const lambda = await useLambda();
const trigger = { Endless: fileURLToPath(new URL("./modules/endless.mjs", import.meta.url)) };
const server = await useTestServer({ lambdaEndpoint: lambda.url, logLevel: "silent", trigger }, { triggerTimeoutMs: 500 });
const alone = await useTestServer({ logLevel: "silent" });

async function signUp(to = server, settings: object = {}) {
  const { client } = await poolWith(to, ["PreSignUp"], settings);
  return (await to.send("SignUp", { ClientId: client, Username: "ada", Password: PASSWORD })).body;
}

describe("a function that cannot be run", () => {
  test.each([
    ["AccessDeniedException", 403],
    ["ResourceConflictException", 409],
    ["TooManyRequestsException", 429],
    ["ServiceException", 500],
  ])("Lambda's %s is named, and not tried again", async (code, status) => {
    lambda.define("PreSignUp", () => {
      throw new LambdaRefusal(code, status);
    });
    expect(await signUp()).toEqual({ __type: "UnexpectedLambdaException", message: `PreSignUp invocation failed due to error ${code}.` });
    expect(lambda.events).toHaveLength(1);
  });

  test("a function that Lambda does not have is named as not found", async () => {
    expect(await signUp()).toEqual({
      __type: "UnexpectedLambdaException",
      message: "PreSignUp invocation failed due to error ResourceNotFoundException.",
    });
  });

  test("without any place for functions it is not found either", async () => {
    expect(await signUp(alone)).toEqual({
      __type: "UnexpectedLambdaException",
      message: "PreSignUp invocation failed due to error ResourceNotFoundException.",
    });
  });
});

describe("a function that takes too long", () => {
  const never = () => new Promise<never>(() => {});

  test("is called three times, then its time-out is told", async () => {
    lambda.define("PreSignUp", never);
    expect(await signUp()).toEqual({
      __type: "UnexpectedLambdaException",
      message: "PreSignUp failed with error Socket timeout while invoking Lambda function.",
    });
    expect(lambda.events).toHaveLength(3);
  });

  test("once only: the second answer counts", async () => {
    lambda.define("PreSignUp", (event) => {
      lambda.define("PreSignUp", answering({ autoConfirmUser: true }));
      return lambda.events.length === 1 ? never() : event;
    });
    expect(await signUp()).toMatchObject({ UserConfirmed: true });
    expect(lambda.events).toHaveLength(2);
  });

  test("as a local module that never gives way: it is stopped, and the server answers others meanwhile", async () => {
    const endless = signUp(server, { LambdaConfig: { PreSignUp: functionArn("Endless") } });
    lambda.define("PreSignUp", answering({ autoConfirmUser: true }));
    expect(await signUp()).toMatchObject({ UserConfirmed: true });
    expect(await endless).toEqual({
      __type: "UnexpectedLambdaException",
      message: "PreSignUp failed with error Socket timeout while invoking Lambda function.",
    });
  });
});
