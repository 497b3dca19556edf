import { fileURLToPath } from "node:url";
import { describe, expect, test, vi } from "vitest";
import type { OperationName } from "#generated/operations.ts";
import { SIGNATURE } from "../support/server.ts";
import { useKms } from "../triggers/kms.ts";
import { useLambda } from "../triggers/lambda.ts";
import { PASSWORD, poolWith } from "../triggers/pool-with-triggers.ts";
import { rockpool, startServer } from "./rockpool.ts";

const lambda = await useLambda();
const kms = await useKms();

/** Calls a running server from outside. */
const caller = (url: string) => ({
  call: async (operation: OperationName, input: unknown) => {
    const headers = {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
      authorization: SIGNATURE,
    };
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(input) });

    return await response.json();
  },
});

const signUp = (server: ReturnType<typeof caller>, client: string) =>
  server.call("SignUp", {
    ClientId: client,
    Username: "ada",
    Password: PASSWORD,
    UserAttributes: [{ Name: "email", Value: "ada@example.com" }],
  });

describe("triggers of the built server", () => {
  test("modules, a Lambda endpoint and a KMS are used; what functions print goes to standard error", async () => {
    const module = fileURLToPath(new URL("../triggers/modules/printing.mjs", import.meta.url));
    const server = await startServer(
      "--data",
      ":memory:",
      "--trigger",
      "Other=./other.mjs",
      "--trigger",
      `PreSignUp=${module}`,
      "--lambda-endpoint",
      lambda.url,
      "--kms-endpoint",
      kms.url,
    );
    const wire = caller(server.url);
    const local = await poolWith(wire, ["PreSignUp"]);
    expect(await signUp(wire, local.client)).toMatchObject({ UserConfirmed: true });
    const remote = await poolWith(wire, ["PostConfirmation", "CustomEmailSender"]);
    lambda.define("PostConfirmation", (event) => event);
    lambda.define("CustomEmailSender", () => null);
    expect(await signUp(wire, remote.client)).toMatchObject({ UserConfirmed: false });
    await wire.call("AdminConfirmSignUp", { UserPoolId: remote.pool, Username: "ada" });
    await vi.waitFor(() => expect(lambda.sources().sort()).toEqual(["CustomEmailSender_SignUp", "PostConfirmation_ConfirmSignUp"]));
    const { status, stdout, stderr } = await server.kill("SIGTERM");
    expect({ status, stdout }).toEqual({ status: 0, stdout: `rockpool listening on ${server.url}\n` });
    expect(stderr).toContain("hello ada\n");
  });

  test.each([
    [["--trigger", "PreSignUp"], '--trigger is "PreSignUp"; it has to be functions as NAME=FILE with commas between.'],
    [
      ["--lambda-endpoint", "localhost:3001"],
      '--lambda-endpoint is "localhost:3001"; it has to be an address that starts with http:// or https://',
    ],
    [["--smtp-url", "mail.example.com"], "--smtp-url is not right; it has to be an address such as smtp://"],
  ])("%j is refused with one line", async (args, message) => {
    const { status, stderr } = await rockpool(["start", ...args]);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});
