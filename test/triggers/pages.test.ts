import { describe, expect, test } from "vitest";
import { authorizePath, type Browser, browser, CALLBACK, claimsOf, hostedPool, PASSWORD, postForm } from "../support/hosted.ts";
import { useTestServer } from "../support/server.ts";
import { answering, functionArn, useLambda } from "./lambda.ts";

const lambda = await useLambda();
const server = await useTestServer({ lambdaEndpoint: lambda.url });
const TRIGGERS = [
  "PreSignUp",
  "PostConfirmation",
  "PreAuthentication",
  "PostAuthentication",
  "CustomMessage",
  "PreTokenGeneration",
  "UserMigration",
];

/** A pool with all triggers, and a browser of somebody who is at its pages. */
async function atThePages(version: 1 | 2) {
  for (const name of TRIGGERS) lambda.define(name, answering());
  const LambdaConfig = Object.fromEntries(TRIGGERS.map((name) => [name, functionArn(name)]));
  const { clientId } = await hostedPool(server, {
    pool: { LambdaConfig, AutoVerifiedAttributes: ["email"] },
    domain: { ManagedLoginVersion: version },
  });
  lambda.events.length = 0;
  const agent = browser(server.url);
  const path = (page: string) =>
    authorizePath({ response_type: "code", client_id: clientId, redirect_uri: CALLBACK, scope: "openid" }, page);
  await agent.visit(path("/login"));
  const submit = (page: string, fields: Record<string, string>) => agent.submit(path(page), { _csrf: csrfOf(agent), ...fields });
  return { clientId, agent, path, submit };
}

const csrfOf = ({ jar }: Browser): string => jar.get("XSRF-TOKEN") ?? "";
const sources = () => lambda.events.map(({ triggerSource }) => triggerSource);

const codeFor = async (username: string): Promise<string> => (await server.control.messages({ username }))[0]!.code!;

async function tokens(clientId: string, location: string): Promise<Record<string, unknown>> {
  const code = new URL(location).searchParams.get("code") ?? "";
  const { body } = await postForm(`${server.url}/oauth2/token`, {
    grant_type: "authorization_code",
    client_id: clientId,
    code,
    redirect_uri: CALLBACK,
  });
  return claimsOf(body["id_token"]!);
}

describe.each([1, 2] as const)("triggers on the pages, version %i", (version) => {
  test("a sign-in tells PreAuthentication, PostAuthentication and, for its tokens, the one of hosted sign-ins", async () => {
    const { clientId, submit } = await atThePages(version);
    const { location } = await submit("/login", { username: "ada", password: PASSWORD });
    await tokens(clientId, location);
    expect(sources()).toEqual(["PreAuthentication_Authentication", "PostAuthentication_Authentication", "TokenGeneration_HostedAuth"]);
  });

  test("a sign-up tells PreSignUp, the message, and at its confirmation PostConfirmation before the tokens", async () => {
    const { clientId, submit } = await atThePages(version);
    await submit("/signup", { username: "grace", password: PASSWORD, "requiredAttributes[email]": "grace@example.com" });
    const { location } = await submit("/confirm", { code: await codeFor("grace") });
    await tokens(clientId, location);
    expect(sources()).toEqual([
      "PreSignUp_SignUp",
      "CustomMessage_SignUp",
      "PostConfirmation_ConfirmSignUp",
      "PostAuthentication_Authentication",
      "TokenGeneration_HostedAuth",
    ]);
  });

  test("who is confirmed by PreSignUp is signed in at once", async () => {
    const { clientId, submit } = await atThePages(version);
    lambda.define("PreSignUp", answering({ autoConfirmUser: true }));
    const { location } = await submit("/signup", { username: "grace", password: PASSWORD });
    expect(await tokens(clientId, location)).toMatchObject({ "cognito:username": "grace" });
  });

  test("a forgotten password tells the message and PostConfirmation", async () => {
    const { submit } = await atThePages(version);
    await submit("/forgotPassword", { username: "ada" });
    await submit("/confirmforgotPassword", { code: await codeFor("ada"), password: "N3w-Secret" });
    expect(sources()).toEqual(["CustomMessage_ForgotPassword", "PostConfirmation_ConfirmForgotPassword"]);
  });

  test("somebody from elsewhere is brought in by the password, and signs in", async () => {
    const { clientId, submit } = await atThePages(version);
    lambda.define(
      "UserMigration",
      answering({ userAttributes: { email: "grace@example.com", email_verified: "true" }, finalUserStatus: "CONFIRMED" }),
    );
    const { location } = await submit("/login", { username: "grace", password: "from-elsewhere" });
    expect(await tokens(clientId, location)).toMatchObject({ "cognito:username": "grace" });
    expect(sources()[0]).toBe("UserMigration_Authentication");
  });

  test("what a function refuses stands above the form, in its own words", async () => {
    const { submit } = await atThePages(version);
    lambda.define("PreAuthentication", () => {
      throw new Error("<b>Not on Sundays</b>");
    });
    const { status, text } = await submit("/login", { username: "ada", password: PASSWORD });
    expect(status).toBe(200);
    expect(text).toContain("PreAuthentication failed with error &lt;b&gt;Not on Sundays&lt;/b&gt;.");
  });
});
