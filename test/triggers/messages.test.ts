import { buildClient, CommitmentPolicy, getClient, KMS, KmsKeyringNode } from "@aws-crypto/client-node";
import { describe, expect, test, vi } from "vitest";
import { useTestServer } from "../support/server.ts";
import { useKms } from "./kms.ts";
import { answering, useLambda } from "./lambda.ts";
import { confirmedUser, PASSWORD, poolWith } from "./pool-with-triggers.ts";

const lambda = await useLambda();
const kms = await useKms();
const server = await useTestServer({ lambdaEndpoint: lambda.url, kmsEndpoint: kms.url });
const withoutKms = await useTestServer({ lambdaEndpoint: lambda.url });

const KMS_KEY = "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-4000-8000-000000000000";
const DEVELOPER = {
  EmailConfiguration: { EmailSendingAccount: "DEVELOPER", SourceArn: "arn:aws:ses:us-east-1:123456789012:identity/example.com" },
};
const SMS = { AutoVerifiedAttributes: ["phone_number"], SmsConfiguration: { SnsCallerArn: "arn:aws:iam::123456789012:role/sms" } };
const email = [{ Name: "email", Value: "ada@example.com" }];
const phone = [{ Name: "phone_number", Value: "+15555550100" }];

const signUp = (client: string, more: object = {}, to = server) =>
  to.send("SignUp", { ClientId: client, Username: "ada", Password: PASSWORD, UserAttributes: email, ...more });
const newest = async (from = server) => (await from.control.messages({ username: "ada" }))[0]!;

describe("CustomMessage", () => {
  test("SignUp: the event has the placeholders, and the texts that come back are sent, filled in", async () => {
    const { pool, client } = await poolWith(server, ["CustomMessage"], DEVELOPER);
    lambda.define("CustomMessage", answering({ emailSubject: "Hello", emailMessage: "<b>{####}</b> is it" }));
    const { body } = await signUp(client, { ClientMetadata: { lang: "en" } });
    expect(lambda.events).toEqual([
      {
        version: "1",
        region: "us-east-1",
        userPoolId: pool,
        userName: "ada",
        callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: client },
        triggerSource: "CustomMessage_SignUp",
        request: {
          userAttributes: { sub: body.UserSub, "cognito:user_status": "UNCONFIRMED", email: "ada@example.com", email_verified: "false" },
          codeParameter: "{####}",
          usernameParameter: null,
          clientMetadata: { lang: "en" },
        },
        response: { smsMessage: null, emailMessage: null, emailSubject: null },
      },
    ]);
    const { code, subject, body: text } = await newest();
    expect({ subject, text }).toEqual({ subject: "Hello", text: `<b>${code}</b> is it` });
  });

  test("an answer without texts leaves those of the pool", async () => {
    const { client } = await poolWith(server, ["CustomMessage"], DEVELOPER);
    lambda.define("CustomMessage", answering());
    await signUp(client);
    expect(await newest()).toMatchObject({
      subject: "Your verification code",
      body: expect.stringContaining("Your verification code is "),
    });
  });

  test("a text message is the function's, wherever mail comes from", async () => {
    const { client } = await poolWith(server, ["CustomMessage"], SMS);
    lambda.define("CustomMessage", answering({ smsMessage: "use {####}", emailMessage: null }));
    await signUp(client, { UserAttributes: phone });
    const { code, body } = await newest();
    expect(body).toBe(`use ${code}`);
  });

  test("AdminCreateUser: both placeholders are offered, and both are needed", async () => {
    const { pool } = await poolWith(server, ["CustomMessage"], DEVELOPER);
    const create = (Username: string) =>
      server.send("AdminCreateUser", { UserPoolId: pool, Username, UserAttributes: email, DesiredDeliveryMediums: ["EMAIL"] });
    lambda.define("CustomMessage", answering({ emailMessage: "{username} and {####}" }));
    expect((await create("ada")).status).toBe(200);
    expect(lambda.events[0]!.request).toMatchObject({ codeParameter: "{####}", usernameParameter: "{username}" });
    expect((await newest()).body).toMatch(/^ada and ./);
    lambda.define("CustomMessage", answering({ emailMessage: "only {####}" }));
    expect((await create("eve")).body.__type).toBe("InvalidLambdaResponseException");
  });

  test("a pool that verifies by link: the link's placeholder is offered, and its words are linked", async () => {
    const { client } = await poolWith(server, ["CustomMessage"], {
      ...DEVELOPER,
      VerificationMessageTemplate: { DefaultEmailOption: "CONFIRM_WITH_LINK" },
    });
    lambda.define("CustomMessage", answering({ emailMessage: "{##Come in##}" }));
    await signUp(client);
    expect(lambda.events[0]!.request.linkParameter).toBe("{##Click Here##}");
    expect((await newest()).body).toMatch(/^<a href=".*\/confirmUser\?.*">Come in<\/a>$/);
  });

  test.each([
    ["lacks the code", { emailMessage: "no code" }],
    ["is too long", { emailMessage: `{####}${"x".repeat(20_000)}` }],
    ["has too long a subject", { emailMessage: "{####}", emailSubject: "x".repeat(141) }],
    ["is no text", { emailMessage: 1 }],
  ])("SignUp whose message %s: refused, and the unconfirmed user stays", async (_name, response) => {
    const { pool, client } = await poolWith(server, ["CustomMessage"], DEVELOPER);
    lambda.define("CustomMessage", answering(response));
    expect((await signUp(client)).body.__type).toBe("InvalidLambdaResponseException");
    expect((await server.call("AdminGetUser", { UserPoolId: pool, Username: "ada" })).UserStatus).toBe("UNCONFIRMED");
  });

  test("e-mail texts where Cognito sends by itself are refused", async () => {
    const { client } = await poolWith(server, ["CustomMessage"]);
    lambda.define("CustomMessage", answering({ emailMessage: "{####}" }));
    expect((await signUp(client)).body.__type).toBe("InvalidLambdaResponseException");
  });

  test("each operation that sends a code names its own source and passes its metadata on", async () => {
    const { pool, client } = await poolWith(server, ["CustomMessage"]);
    lambda.define("CustomMessage", answering());
    const ClientMetadata = { a: "1" };
    await signUp(client, { ClientMetadata });
    await server.call("ResendConfirmationCode", { ClientId: client, Username: "ada", ClientMetadata });
    await server.call("ConfirmSignUp", { ClientId: client, Username: "ada", ConfirmationCode: await server.sentCode() });
    await server.call("ForgotPassword", { ClientId: client, Username: "ada", ClientMetadata });
    await server.call("AdminResetUserPassword", { UserPoolId: pool, Username: "ada", ClientMetadata });
    await server.call("AdminSetUserPassword", { UserPoolId: pool, Username: "ada", Password: PASSWORD, Permanent: true });
    const { AuthenticationResult } = await server.call("InitiateAuth", {
      ClientId: client,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: "ada", PASSWORD },
    });
    const AccessToken = AuthenticationResult.AccessToken;
    await server.call("GetUserAttributeVerificationCode", { AccessToken, AttributeName: "email", ClientMetadata });
    await server.call("UpdateUserAttributes", {
      AccessToken,
      UserAttributes: [{ Name: "email", Value: "ada@example.org" }],
      ClientMetadata,
    });
    const names = ["SignUp", "ResendCode", "ForgotPassword", "ForgotPassword", "VerifyUserAttribute", "UpdateUserAttribute"];
    expect(lambda.sources()).toEqual(names.map((name) => `CustomMessage_${name}`));
    expect(lambda.events.map(({ request }) => request.clientMetadata)).toEqual(names.map(() => ClientMetadata));
  });
});

describe("custom senders", () => {
  const decrypted = async (code: string): Promise<string> => {
    const clientProvider = getClient(KMS, {
      endpoint: kms.url,
      region: "us-east-1",
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
    });
    const { decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT);
    return (
      await decrypt(new KmsKeyringNode({ generatorKeyId: KMS_KEY, clientProvider }), Buffer.from(code, "base64"))
    ).plaintext.toString();
  };

  test("SignUp: the e-mail sender gets the code encrypted under the pool's key, and CustomMessage is not asked", async () => {
    const { pool, client } = await poolWith(server, ["CustomEmailSender", "CustomMessage"], DEVELOPER);
    lambda.define("CustomEmailSender", () => null);
    const { body } = await signUp(client, { ClientMetadata: { lang: "en" } });
    await vi.waitFor(() => expect(lambda.events).toHaveLength(1));
    const [event] = lambda.events;
    const { code } = event!.request;
    expect(event).toEqual({
      version: "1",
      region: "us-east-1",
      userPoolId: pool,
      userName: "ada",
      callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: client },
      triggerSource: "CustomEmailSender_SignUp",
      request: {
        type: "customEmailSenderRequestV1",
        code: expect.any(String),
        clientMetadata: { lang: "en" },
        userAttributes: { sub: body.UserSub, "cognito:user_status": "UNCONFIRMED", email: "ada@example.com", email_verified: "false" },
      },
    });
    expect(lambda.kinds).toEqual(["Event"]);
    expect(await decrypted(code)).toBe((await newest()).code);
    expect(JSON.stringify(lambda.events)).not.toContain((await newest()).code!);
  });

  test("SignUp whose SMS sender fails: nobody notices", async () => {
    const { client } = await poolWith(server, ["CustomSMSSender"], SMS);
    lambda.define("CustomSMSSender", () => {
      throw new Error("carrier is down");
    });
    expect((await signUp(client, { UserAttributes: phone })).status).toBe(200);
    await vi.waitFor(() =>
      expect(lambda.events).toMatchObject([{ triggerSource: "CustomSMSSender_SignUp", request: { type: "customSMSSenderRequestV1" } }]),
    );
  });

  test("AdminCreateUser: angle brackets of the temporary password are escaped", async () => {
    const { pool } = await poolWith(server, ["CustomEmailSender"]);
    lambda.define("CustomEmailSender", () => null);
    await server.call("AdminCreateUser", {
      UserPoolId: pool,
      Username: "ada",
      UserAttributes: email,
      DesiredDeliveryMediums: ["EMAIL"],
      TemporaryPassword: "<Str0ng>-enough",
    });
    await vi.waitFor(() => expect(lambda.events).toMatchObject([{ triggerSource: "CustomEmailSender_AdminCreateUser" }]));
    expect(await decrypted(lambda.events[0]!.request.code)).toBe("&lt;Str0ng&gt;-enough");
  });

  test("a warning of threat protection is AccountTakeOverNotification, without a code", async () => {
    const { pool, client } = await poolWith(server, ["CustomEmailSender"], {
      ...DEVELOPER,
      UserPoolTier: "PLUS",
      UserPoolAddOns: { AdvancedSecurityMode: "ENFORCED" },
    });
    lambda.define("CustomEmailSender", () => null);
    const warned = { Notify: true, EventAction: "NO_ACTION" };
    const AccountTakeoverRiskConfiguration = {
      NotifyConfiguration: { SourceArn: DEVELOPER.EmailConfiguration.SourceArn },
      Actions: { LowAction: warned, MediumAction: warned, HighAction: warned },
    };
    await server.call("SetRiskConfiguration", { UserPoolId: pool, AccountTakeoverRiskConfiguration });
    await confirmedUser(server, { pool, client });
    const signInFrom = (IpAddress: string, device: string) =>
      server.call("AdminInitiateAuth", {
        UserPoolId: pool,
        ClientId: client,
        AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: "ada", PASSWORD },
        ContextData: { IpAddress, ServerName: "s", ServerPath: "/", HttpHeaders: [{ headerName: "User-Agent", headerValue: device }] },
      });
    await signInFrom("192.0.2.1", "laptop/1");
    expect(lambda.events).toEqual([]);
    await signInFrom("198.51.100.7", "phone/1");
    await vi.waitFor(() =>
      expect(lambda.events).toMatchObject([
        { triggerSource: "CustomEmailSender_AccountTakeOverNotification", request: { type: "customEmailSenderRequestV1" } },
      ]),
    );
    expect(lambda.events[0]!.request).not.toHaveProperty("code");
    expect(await newest()).toMatchObject({ kind: "AccountTakeover_NoAction" });
  });

  test("the other medium is sent as ever", async () => {
    const { client } = await poolWith(server, ["CustomSMSSender"], { SmsConfiguration: SMS.SmsConfiguration });
    await signUp(client);
    expect(lambda.events).toEqual([]);
    expect((await newest()).medium).toBe("EMAIL");
  });

  test("without a KMS: refused with a word about it, and nothing is sent in plain text; the inbox has the code", async () => {
    const { client } = await poolWith(withoutKms, ["CustomEmailSender"]);
    lambda.define("CustomEmailSender", () => null);
    const { body } = await signUp(client, {}, withoutKms);
    expect(body).toEqual({ __type: "UnexpectedLambdaException", message: expect.stringContaining("--kms-endpoint") });
    expect(lambda.events).toEqual([]);
    expect((await newest(withoutKms)).code).toMatch(/^\d{6}$/);
  });
});
