import { describe, expect, test } from "vitest";
import { useTestServer } from "../support/server.ts";
import { answering, useLambda } from "./lambda.ts";
import { claimsOf, confirmedUser, PASSWORD, poolWith, signIn } from "./pool-with-triggers.ts";

const lambda = await useLambda();
const server = await useTestServer({ lambdaEndpoint: lambda.url });

const adaOf = (sub: string, status = "CONFIRMED") => ({
  sub,
  "cognito:user_status": status,
  email: "ada@example.com",
  email_verified: "true",
});

const failing = (message: string) => () => {
  throw new Error(message);
};

describe("PreAuthentication and PostAuthentication", () => {
  test("InitiateAuth by password: one before, one after, metadata only before, as validation data", async () => {
    const created = await poolWith(server, ["PreAuthentication", "PostAuthentication"]);
    const sub = await confirmedUser(server, created);
    lambda.define("PreAuthentication", answering());
    lambda.define("PostAuthentication", answering());
    await signIn(server, created, "ada", { ClientMetadata: { device: "tv" } });
    const common = {
      version: "1",
      region: "us-east-1",
      userPoolId: created.pool,
      userName: "ada",
      callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: created.client },
      response: {},
    };
    expect(lambda.events).toEqual([
      {
        ...common,
        triggerSource: "PreAuthentication_Authentication",
        request: { userAttributes: adaOf(sub), validationData: { device: "tv" } },
      },
      { ...common, triggerSource: "PostAuthentication_Authentication", request: { userAttributes: adaOf(sub), newDeviceUsed: false } },
    ]);
  });

  test("AdminInitiateAuth by an older SDK: its name and version are told", async () => {
    const created = await poolWith(server, ["PreAuthentication"]);
    await confirmedUser(server, created);
    lambda.define("PreAuthentication", answering());
    const input = {
      UserPoolId: created.pool,
      ClientId: created.client,
      AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: "ada", PASSWORD },
    };
    await server.send("AdminInitiateAuth", input, { "user-agent": "aws-sdk-js/2.6.4 callback" });
    expect(lambda.events[0]!.callerContext).toEqual({ awsSdkVersion: "aws-sdk-js-2.6.4", clientId: created.client });
  });

  test("InitiateAuth refused before the password is looked at: the function's words, even for a wrong password", async () => {
    const created = await poolWith(server, ["PreAuthentication"]);
    await confirmedUser(server, created);
    lambda.define("PreAuthentication", failing("Closed at night"));
    const AuthParameters = { USERNAME: "ada", PASSWORD: "wrong-Password-1" };
    expect(await server.refusal("InitiateAuth", { ClientId: created.client, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters })).toEqual({
      __type: "UserLambdaValidationException",
      message: "PreAuthentication failed with error Closed at night.",
    });
  });

  test("InitiateAuth by SRP: PreAuthentication at once, PostAuthentication not yet", async () => {
    const created = await poolWith(server, ["PreAuthentication", "PostAuthentication"]);
    await confirmedUser(server, created);
    lambda.define("PreAuthentication", answering());
    await server.call("InitiateAuth", {
      ClientId: created.client,
      AuthFlow: "USER_SRP_AUTH",
      AuthParameters: { USERNAME: "ada", SRP_A: "ab".repeat(300) },
    });
    expect(lambda.sources()).toEqual(["PreAuthentication_Authentication"]);
  });

  test("InitiateAuth of somebody unknown: asked only where existence is hidden, with userNotFound", async () => {
    const open = await poolWith(server, ["PreAuthentication"], {}, { PreventUserExistenceErrors: "LEGACY" });
    const hidden = await poolWith(server, ["PreAuthentication"], {}, { PreventUserExistenceErrors: "ENABLED" });
    lambda.define("PreAuthentication", answering());
    const AuthParameters = { USERNAME: "nobody", PASSWORD };
    expect((await server.refusal("InitiateAuth", { ClientId: open.client, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters })).__type).toBe(
      "UserNotFoundException",
    );
    expect(lambda.events).toEqual([]);
    expect((await server.refusal("InitiateAuth", { ClientId: hidden.client, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters })).__type).toBe(
      "NotAuthorizedException",
    );
    expect(lambda.events).toMatchObject([
      { userName: "nobody", request: { userAttributes: {}, validationData: null, userNotFound: true } },
    ]);
  });

  test("InitiateAuth of a user: userNotFound is not told", async () => {
    for (const PreventUserExistenceErrors of ["LEGACY", "ENABLED"]) {
      const created = await poolWith(server, ["PreAuthentication"], {}, { PreventUserExistenceErrors });
      await confirmedUser(server, created);
      lambda.define("PreAuthentication", answering());
      await signIn(server, created);
      expect(lambda.events.at(-1)!.request).not.toHaveProperty("userNotFound");
    }
  });

  test("InitiateAuth of a disabled user: not asked", async () => {
    const created = await poolWith(server, ["PreAuthentication"]);
    await confirmedUser(server, created);
    await server.call("AdminDisableUser", { UserPoolId: created.pool, Username: "ada" });
    await expect(signIn(server, created)).rejects.toThrow("User is disabled.");
    expect(lambda.events).toEqual([]);
  });

  test("RespondToAuthChallenge: its metadata reaches PostAuthentication and the tokens' trigger, that of InitiateAuth does not", async () => {
    const created = await poolWith(server, ["PostAuthentication", "PreTokenGeneration"]);
    await server.call("AdminCreateUser", {
      UserPoolId: created.pool,
      Username: "ada",
      TemporaryPassword: PASSWORD,
      MessageAction: "SUPPRESS",
    });
    lambda.define("PostAuthentication", answering());
    lambda.define("PreTokenGeneration", answering());
    const { Session } = await signIn(server, created, "ada", { ClientMetadata: { from: "first" } });
    await server.call("RespondToAuthChallenge", {
      ClientId: created.client,
      ChallengeName: "NEW_PASSWORD_REQUIRED",
      Session,
      ChallengeResponses: { USERNAME: "ada", NEW_PASSWORD: `${PASSWORD}2` },
      ClientMetadata: { from: "second" },
    });
    expect(lambda.events).toMatchObject([
      {
        triggerSource: "PostAuthentication_Authentication",
        request: { userAttributes: { "cognito:user_status": "CONFIRMED" }, clientMetadata: { from: "second" } },
      },
      { triggerSource: "TokenGeneration_NewPasswordChallenge", request: { clientMetadata: { from: "second" } } },
    ]);
  });

  test("InitiateAuth whose PostAuthentication fails: no tokens", async () => {
    const created = await poolWith(server, ["PostAuthentication"]);
    await confirmedUser(server, created);
    lambda.define("PostAuthentication", failing("audit"));
    await expect(signIn(server, created)).rejects.toThrow("PostAuthentication failed with error audit.");
  });

  test("InitiateAuth from an unknown device of a pool that tracks them: newDeviceUsed", async () => {
    const created = await poolWith(server, ["PostAuthentication"], {
      DeviceConfiguration: { ChallengeRequiredOnNewDevice: false, DeviceOnlyRememberedOnUserPrompt: true },
    });
    await confirmedUser(server, created);
    lambda.define("PostAuthentication", answering());
    await signIn(server, created);
    expect(lambda.events[0]!.request.newDeviceUsed).toBe(true);
  });

  test("InitiateAuth whose PostAuthentication changes the user by a call of its own: the ID token shows it", async () => {
    const created = await poolWith(server, ["PostAuthentication"]);
    await confirmedUser(server, created);
    lambda.define("PostAuthentication", async (event) => {
      await server.call("AdminUpdateUserAttributes", {
        UserPoolId: created.pool,
        Username: event.userName,
        UserAttributes: [{ Name: "nickname", Value: "Countess" }],
      });
      return event;
    });
    const { AuthenticationResult } = await signIn(server, created);
    expect(claimsOf(AuthenticationResult.IdToken)).toMatchObject({ nickname: "Countess" });
  });

  test("a pool without triggers calls nobody", async () => {
    const created = await poolWith(server, []);
    await confirmedUser(server, created);
    await signIn(server, created);
    expect(lambda.events).toEqual([]);
  });
});

describe("UserMigration", () => {
  const described = (more: object = {}) =>
    answering({
      userAttributes: { email: "ada@example.com", email_verified: "true" },
      finalUserStatus: "CONFIRMED",
      messageAction: "SUPPRESS",
      ...more,
    });

  test("InitiateAuth of somebody unknown: the function gets the password, the user is kept and signed in", async () => {
    const created = await poolWith(server, ["UserMigration", "PreAuthentication"]);
    lambda.define("UserMigration", described());
    lambda.define("PreAuthentication", answering());
    expect((await signIn(server, created, "ada", { ClientMetadata: { old: "directory" } })).AuthenticationResult.AccessToken).toBeTypeOf(
      "string",
    );
    expect(lambda.events[0]).toEqual({
      version: "1",
      region: "us-east-1",
      userPoolId: created.pool,
      userName: "ada",
      callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: created.client },
      triggerSource: "UserMigration_Authentication",
      request: { password: PASSWORD, validationData: { old: "directory" } },
      response: {
        userAttributes: null,
        forceAliasCreation: null,
        enableSMSMFA: null,
        finalUserStatus: null,
        messageAction: null,
        desiredDeliveryMediums: null,
      },
    });
    expect(lambda.sources()).toEqual(["UserMigration_Authentication", "PreAuthentication_Authentication"]);
    await signIn(server, created);
    expect(lambda.sources().filter((source) => source.startsWith("UserMigration"))).toHaveLength(1);
    expect(await server.call("AdminGetUser", { UserPoolId: created.pool, Username: "ada" })).toMatchObject({ UserStatus: "CONFIRMED" });
  });

  test("InitiateAuth with a password that the pool's policy would not allow: kept all the same", async () => {
    const created = await poolWith(server, ["UserMigration"]);
    lambda.define("UserMigration", described());
    const AuthParameters = { USERNAME: "ada", PASSWORD: "short" };
    const { AuthenticationResult } = await server.call("InitiateAuth", {
      ClientId: created.client,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters,
    });
    expect(AuthenticationResult.IdToken).toBeTypeOf("string");
  });

  test("InitiateAuth without a final status: the password has to be reset first; the invitation goes out", async () => {
    const created = await poolWith(server, ["UserMigration"]);
    lambda.define("UserMigration", described({ finalUserStatus: null, messageAction: null, desiredDeliveryMediums: ["EMAIL"] }));
    await expect(signIn(server, created)).rejects.toThrow("Password reset required for the user");
    expect(await server.call("AdminGetUser", { UserPoolId: created.pool, Username: "ada" })).toMatchObject({
      UserStatus: "RESET_REQUIRED",
    });
    expect(await server.control.messages({ username: "ada" })).toMatchObject([{ kind: "CustomMessage_AdminCreateUser", medium: "EMAIL" }]);
  });

  test.each([
    ["raises an error", failing("no such user")],
    ["gives no attributes", answering({ finalUserStatus: "CONFIRMED" })],
    ["chooses the sub itself", described({ userAttributes: { sub: "5a8f1b3c-0000-7000-8000-000000000000", email: "ada@example.com" } })],
  ])("InitiateAuth whose function %s: told, or hidden where existence is", async (_name, run) => {
    const open = await poolWith(server, ["UserMigration"], {}, { PreventUserExistenceErrors: "LEGACY" });
    const hidden = await poolWith(server, ["UserMigration"], {}, { PreventUserExistenceErrors: "ENABLED" });
    lambda.define("UserMigration", run);
    await expect(signIn(server, open)).rejects.toThrow(
      `"UserNotFoundException","message":"Exception migrating user in app client ${open.client}"`,
    );
    await expect(signIn(server, hidden)).rejects.toThrow('"NotAuthorizedException","message":"Incorrect username or password."');
  });

  test("InitiateAuth of somebody whose second factor has no channel: never signed in with one factor", async () => {
    const created = await poolWith(server, ["UserMigration"], {
      MfaConfiguration: "OPTIONAL",
      SmsConfiguration: { SnsCallerArn: "arn:aws:iam::123456789012:role/sms", ExternalId: "x" },
    });
    lambda.define("UserMigration", described({ enableSMSMFA: true }));
    await expect(signIn(server, created)).rejects.toThrow("MFAMethodNotFoundException");
  });

  test("InitiateAuth whose function leaves the event as it was: the user is unknown", async () => {
    const created = await poolWith(server, ["UserMigration"], {}, { PreventUserExistenceErrors: "LEGACY" });
    lambda.define("UserMigration", answering());
    await expect(signIn(server, created)).rejects.toThrow('"UserNotFoundException","message":"User does not exist."');
  });

  test("InitiateAuth by SRP cannot migrate", async () => {
    const created = await poolWith(server, ["UserMigration"], {}, { PreventUserExistenceErrors: "LEGACY" });
    lambda.define("UserMigration", described());
    await server.refusal("InitiateAuth", {
      ClientId: created.client,
      AuthFlow: "USER_SRP_AUTH",
      AuthParameters: { USERNAME: "ada", SRP_A: "ab".repeat(300) },
    });
    expect(lambda.events).toEqual([]);
  });

  test("ForgotPassword of somebody unknown: no password in the event; the code goes to the address that came back", async () => {
    const created = await poolWith(server, ["UserMigration"]);
    lambda.define("UserMigration", described({ finalUserStatus: "RESET_REQUIRED" }));
    const answer = await server.call("ForgotPassword", { ClientId: created.client, Username: "ada", ClientMetadata: { page: "forgot" } });
    expect(answer.CodeDeliveryDetails).toMatchObject({ DeliveryMedium: "EMAIL", AttributeName: "email" });
    expect(lambda.events[0]).toMatchObject({
      triggerSource: "UserMigration_ForgotPassword",
      request: { validationData: null, clientMetadata: { page: "forgot" } },
    });
    expect(lambda.events[0]!.request).not.toHaveProperty("password");
    await server.call("ConfirmForgotPassword", {
      ClientId: created.client,
      Username: "ada",
      ConfirmationCode: await server.sentCode(),
      Password: PASSWORD,
    });
    expect((await signIn(server, created)).AuthenticationResult.AccessToken).toBeTypeOf("string");
  });
});
