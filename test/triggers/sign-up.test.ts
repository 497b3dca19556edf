import { describe, expect, test } from "vitest";
import { useTestServer } from "../support/server.ts";
import { answering, RawAnswer, useLambda } from "./lambda.ts";
import { confirmedUser, PASSWORD, poolWith, signIn } from "./pool-with-triggers.ts";

const lambda = await useLambda();
const server = await useTestServer({ lambdaEndpoint: lambda.url });

const signUp = (client: string, more: object = {}) =>
  server.send("SignUp", {
    ClientId: client,
    Username: "ada",
    Password: PASSWORD,
    UserAttributes: [{ Name: "email", Value: "ada@example.com" }],
    ...more,
  });

const codeOf = async (username = "ada") => (await server.control.messages({ username }))[0]!.code!;

describe("PreSignUp", () => {
  test("SignUp: the event has what was sent, validation data and metadata, and its members in Cognito's order", async () => {
    const { pool, client } = await poolWith(server, ["PreSignUp"]);
    lambda.define("PreSignUp", answering());
    await signUp(client, { ValidationData: [{ Name: "invite", Value: "42" }], ClientMetadata: { campaign: "spring" } });
    expect(lambda.events).toEqual([
      {
        version: "1",
        region: "us-east-1",
        userPoolId: pool,
        userName: "ada",
        callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: client },
        triggerSource: "PreSignUp_SignUp",
        request: { userAttributes: { email: "ada@example.com" }, validationData: { invite: "42" }, clientMetadata: { campaign: "spring" } },
        response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
      },
    ]);
    expect(Object.keys(lambda.events[0]!)).toEqual([
      "version",
      "region",
      "userPoolId",
      "userName",
      "callerContext",
      "triggerSource",
      "request",
      "response",
    ]);
    expect(lambda.kinds).toEqual(["RequestResponse"]);
  });

  test("SignUp without metadata and validation data: the one is absent, the other null", async () => {
    const { client } = await poolWith(server, ["PreSignUp"]);
    lambda.define("PreSignUp", answering());
    await signUp(client);
    expect(lambda.events[0]!.request).toEqual({ userAttributes: { email: "ada@example.com" }, validationData: null });
  });

  test("SignUp in a pool of e-mail addresses: the event's userName is the sub that the user gets", async () => {
    const { client } = await poolWith(server, ["PreSignUp"], { UsernameAttributes: ["email"] });
    lambda.define("PreSignUp", answering());
    const { body } = await signUp(client, { Username: "ada@example.com", UserAttributes: undefined });
    expect(lambda.events[0]).toMatchObject({ userName: body.UserSub, request: { userAttributes: { email: "ada@example.com" } } });
  });

  test("SignUp confirmed and verified by the function: no code is sent, PostConfirmation follows, the user signs in", async () => {
    const { pool, client } = await poolWith(server, ["PreSignUp", "PostConfirmation"]);
    lambda.define("PreSignUp", answering({ autoConfirmUser: true, autoVerifyEmail: true }));
    lambda.define("PostConfirmation", answering());
    const { body } = await signUp(client, { ClientMetadata: { campaign: "spring" } });
    expect(body).toEqual({ UserConfirmed: true, UserSub: expect.any(String) });
    expect(lambda.sources()).toEqual(["PreSignUp_SignUp", "PostConfirmation_ConfirmSignUp"]);
    expect(lambda.events[1]!.request).toEqual({
      userAttributes: { sub: body.UserSub, "cognito:user_status": "CONFIRMED", email: "ada@example.com", email_verified: "true" },
      clientMetadata: { campaign: "spring" },
    });
    expect(await server.control.messages({ username: "ada" })).toEqual([]);
    expect((await signIn(server, { pool, client })).AuthenticationResult.AccessToken).toBeTypeOf("string");
  });

  test("SignUp with an alias verified by the function: it is taken from who had it", async () => {
    const created = await poolWith(server, ["PreSignUp"], { AliasAttributes: ["email"] });
    lambda.define("PreSignUp", answering());
    await confirmedUser(server, created, "grace");
    lambda.define("PreSignUp", answering({ autoConfirmUser: true, autoVerifyEmail: true }));
    const { body } = await signUp(created.client, { UserAttributes: [{ Name: "email", Value: "grace@example.com" }] });
    const owner = await server.call("AdminGetUser", { UserPoolId: created.pool, Username: "grace@example.com" });
    expect(owner.UserAttributes).toContainEqual({ Name: "sub", Value: body.UserSub });
    const loser = await server.call("AdminGetUser", { UserPoolId: created.pool, Username: "grace" });
    expect(loser.UserAttributes).toContainEqual({ Name: "email_verified", Value: "false" });
  });

  test("SignUp refused by the function: the caller reads why, with a further full stop, and there is no user", async () => {
    const { pool, client } = await poolWith(server, ["PreSignUp"]);
    lambda.define("PreSignUp", () => {
      throw new Error("Not today.");
    });
    expect((await signUp(client)).body).toEqual({
      __type: "UserLambdaValidationException",
      message: "PreSignUp failed with error Not today..",
    });
    expect((await server.refusal("AdminGetUser", { UserPoolId: pool, Username: "ada" })).__type).toBe("UserNotFoundException");
  });

  test("SignUp with an address verified that was not given: refused", async () => {
    const { client } = await poolWith(server, ["PreSignUp"]);
    lambda.define("PreSignUp", answering({ autoConfirmUser: true, autoVerifyPhone: true }));
    expect((await signUp(client)).body.__type).toBe("UserLambdaValidationException");
  });

  test.each(["autoVerifyEmail", "autoVerifyPhone"])("SignUp with %s of somebody who is not confirmed with it: refused", async (granted) => {
    const { client } = await poolWith(server, ["PreSignUp"]);
    lambda.define("PreSignUp", answering({ [granted]: true }));
    const UserAttributes = [
      { Name: "email", Value: "ada@example.com" },
      { Name: "phone_number", Value: "+12065558884" },
    ];
    expect((await signUp(client, { UserAttributes })).body).toEqual({
      __type: "InvalidLambdaResponseException",
      message: "Phone or email cannot be auto verified, when user is not being auto confirmed.",
    });
  });

  test("SignUp whose function answers no JSON: told so", async () => {
    const { client } = await poolWith(server, ["PreSignUp"]);
    lambda.define("PreSignUp", () => new RawAnswer("fine, thank you"));
    expect((await signUp(client)).body).toEqual({
      __type: "InvalidLambdaResponseException",
      message: "Invalid lambda function output : Invalid JSON",
    });
  });

  test.each([
    ["no event", () => "fine"],
    ["nothing", () => null],
    ["an event without response", () => ({ version: "1" })],
    ["null for a boolean", answering({ autoConfirmUser: null })],
    ["a text for a boolean", answering({ autoVerifyEmail: "true" })],
  ])("SignUp whose function returns %s: the answer is unrecognizable", async (_name, run) => {
    const { client } = await poolWith(server, ["PreSignUp"]);
    lambda.define("PreSignUp", run);
    expect((await signUp(client)).body).toEqual({ __type: "InvalidLambdaResponseException", message: "Unrecognizable lambda output" });
  });

  test("SignUp whose function adds members: they are ignored", async () => {
    const { client } = await poolWith(server, ["PreSignUp"]);
    lambda.define("PreSignUp", (event) => ({ ...event, userName: "eve", response: { autoConfirmUser: true, extra: [1] } }));
    expect((await signUp(client)).body.UserConfirmed).toBe(true);
  });

  test("AdminCreateUser: the event names no client, and what the function grants does not count", async () => {
    const { pool } = await poolWith(server, ["PreSignUp", "PostConfirmation"]);
    lambda.define("PreSignUp", answering({ autoConfirmUser: true, autoVerifyEmail: true }));
    const { User } = await server.call("AdminCreateUser", {
      UserPoolId: pool,
      Username: "ada",
      UserAttributes: [{ Name: "email", Value: "ada@example.com" }],
      ValidationData: [{ Name: "ticket", Value: "7" }],
      ClientMetadata: { by: "ops" },
    });
    expect(lambda.events).toHaveLength(1);
    expect(lambda.events[0]).toMatchObject({
      triggerSource: "PreSignUp_AdminCreateUser",
      callerContext: { clientId: "CLIENT_ID_NOT_APPLICABLE" },
      request: { userAttributes: { email: "ada@example.com" }, validationData: { ticket: "7" }, clientMetadata: { by: "ops" } },
    });
    expect(User.UserStatus).toBe("FORCE_CHANGE_PASSWORD");
    expect(User.Attributes).not.toContainEqual({ Name: "email_verified", Value: "true" });
  });
});

describe("PostConfirmation", () => {
  test("ConfirmSignUp: the function is told of the confirmed user; if it fails the user stays confirmed", async () => {
    const { pool, client } = await poolWith(server, ["PostConfirmation"]);
    const { body } = await signUp(client);
    lambda.define("PostConfirmation", () => {
      throw new Error("mailing list is down");
    });
    const refusal = await server.refusal("ConfirmSignUp", {
      ClientId: client,
      Username: "ada",
      ConfirmationCode: await codeOf(),
      ClientMetadata: { step: "2" },
    });
    expect(refusal).toEqual({
      __type: "UserLambdaValidationException",
      message: "PostConfirmation failed with error mailing list is down.",
    });
    expect(lambda.events).toEqual([
      {
        version: "1",
        region: "us-east-1",
        userPoolId: pool,
        userName: "ada",
        callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: client },
        triggerSource: "PostConfirmation_ConfirmSignUp",
        request: {
          userAttributes: { sub: body.UserSub, "cognito:user_status": "CONFIRMED", email: "ada@example.com", email_verified: "true" },
          clientMetadata: { step: "2" },
        },
        response: {},
      },
    ]);
    expect((await server.call("AdminGetUser", { UserPoolId: pool, Username: "ada" })).UserStatus).toBe("CONFIRMED");
  });

  test("AdminConfirmSignUp and ConfirmForgotPassword raise it too, the one without a client", async () => {
    const { pool, client } = await poolWith(server, ["PostConfirmation"]);
    lambda.define("PostConfirmation", answering());
    await signUp(client);
    await server.call("AdminConfirmSignUp", { UserPoolId: pool, Username: "ada", ClientMetadata: { a: "1" } });
    await server.call("AdminUpdateUserAttributes", {
      UserPoolId: pool,
      Username: "ada",
      UserAttributes: [{ Name: "email_verified", Value: "true" }],
    });
    await server.call("ForgotPassword", { ClientId: client, Username: "ada" });
    await server.call("ConfirmForgotPassword", {
      ClientId: client,
      Username: "ada",
      ConfirmationCode: await codeOf(),
      Password: `${PASSWORD}2`,
      ClientMetadata: { b: "2" },
    });
    expect(lambda.events).toMatchObject([
      {
        triggerSource: "PostConfirmation_ConfirmSignUp",
        callerContext: { clientId: "CLIENT_ID_NOT_APPLICABLE" },
        request: { clientMetadata: { a: "1" } },
      },
      {
        triggerSource: "PostConfirmation_ConfirmForgotPassword",
        callerContext: { clientId: client },
        request: { clientMetadata: { b: "2" } },
      },
    ]);
  });

  test("ConfirmSignUp whose function calls back into the pool: both succeed", async () => {
    const { pool, client } = await poolWith(server, ["PostConfirmation"], {
      Schema: [{ Name: "plan", AttributeDataType: "String", Mutable: true }],
    });
    lambda.define("PostConfirmation", async (event) => {
      await server.call("AdminUpdateUserAttributes", {
        UserPoolId: pool,
        Username: event.userName,
        UserAttributes: [{ Name: "custom:plan", Value: "free" }],
      });
      return event;
    });
    await signUp(client);
    await server.call("ConfirmSignUp", { ClientId: client, Username: "ada", ConfirmationCode: await codeOf() });
    expect((await server.call("AdminGetUser", { UserPoolId: pool, Username: "ada" })).UserAttributes).toContainEqual({
      Name: "custom:plan",
      Value: "free",
    });
  });
});
