import { beforeEach, describe, expect, test } from "vitest";
import { appCode, type MfaPool, mfaPool, mfaUser, PASSWORD, wrongCode } from "../support/mfa.ts";
import { useTestServer } from "../support/server.ts";

const server = await useTestServer();
let pool: MfaPool;

const PHONE = { phone_number: "+12065551212" };
const EMAIL = { email: "ada@example.com" };
const MISMATCH = { __type: "CodeMismatchException", message: "Invalid code or auth state for the user." };

const initiate = (USERNAME = "ada") =>
  server.call("InitiateAuth", { ClientId: pool.clientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters: { USERNAME, PASSWORD } });
const answer = (ChallengeName: string, Session: string, responses: object) => ({
  ClientId: pool.clientId,
  ChallengeName,
  Session,
  ChallengeResponses: { USERNAME: "ada", ...responses },
});
const respond = (name: string, session: string, responses: object) =>
  server.call("RespondToAuthChallenge", answer(name, session, responses));
const refused = (name: string, session: string, responses: object) =>
  server.refusal("RespondToAuthChallenge", answer(name, session, responses));
const prefer = (settings: object) => server.call("AdminSetUserMFAPreference", { UserPoolId: pool.poolId, Username: "ada", ...settings });
const account = () => server.call("AdminGetUser", { UserPoolId: pool.poolId, Username: "ada" });
const attributesOf = async () =>
  Object.fromEntries((await account()).UserAttributes.map(({ Name, Value }: { Name: string; Value: string }) => [Name, Value]));

async function enrolled(deviceName?: string): Promise<string> {
  const { AccessToken } = (await initiate()).AuthenticationResult;
  const { SecretCode } = await server.call("AssociateSoftwareToken", { AccessToken });
  await server.call("VerifySoftwareToken", { AccessToken, UserCode: appCode(server, SecretCode), FriendlyDeviceName: deviceName });
  return SecretCode;
}

describe("SMS_MFA", () => {
  beforeEach(async () => {
    pool = await mfaPool(server, "OPTIONAL", ["sms"]);
    await mfaUser(server, pool, PHONE);
    await prefer({ SMSMfaSettings: { Enabled: true, PreferredMfa: true } });
  });

  test("after the password it tells where the code went, and the code signs in", async () => {
    const asked = await initiate();
    expect(asked).toMatchObject({
      ChallengeName: "SMS_MFA",
      ChallengeParameters: { CODE_DELIVERY_DELIVERY_MEDIUM: "SMS", CODE_DELIVERY_DESTINATION: "+*******1212", USER_ID_FOR_SRP: "ada" },
    });
    expect(asked).not.toHaveProperty("AuthenticationResult");
    const [message] = await server.control.messages({ username: "ada" });
    expect(message).toMatchObject({
      medium: "SMS",
      destination: "+12065551212",
      kind: "CustomMessage_Authentication",
      code: expect.stringMatching(/^\d{6}$/) as string,
    });
    const { AuthenticationResult } = await respond("SMS_MFA", asked.Session, { SMS_MFA_CODE: message!.code });
    expect(AuthenticationResult.TokenType).toBe("Bearer");
  });

  test("six wrong codes in a row are refused one by one, and the session still takes the right one, once", async () => {
    const { Session } = await initiate();
    const code = await server.sentCode();
    for (let round = 0; round < 6; round += 1)
      expect(await refused("SMS_MFA", Session, { SMS_MFA_CODE: wrongCode(code) })).toMatchObject(MISMATCH);
    expect(await respond("SMS_MFA", Session, { SMS_MFA_CODE: code })).toHaveProperty("AuthenticationResult");
    expect(await refused("SMS_MFA", Session, { SMS_MFA_CODE: code })).toMatchObject({
      __type: "NotAuthorizedException",
      message: "Invalid session for the user, session can only be used once.",
    });
  });

  test("guessing ends after twenty wrong codes, over all sessions and for the right code too, until an hour has passed", async () => {
    const first = await initiate();
    for (let round = 0; round < 10; round += 1)
      await refused("SMS_MFA", first.Session, { SMS_MFA_CODE: wrongCode(await server.sentCode()) });
    const second = await initiate();
    const code = await server.sentCode();
    for (let round = 0; round < 10; round += 1)
      expect(await refused("SMS_MFA", second.Session, { SMS_MFA_CODE: wrongCode(code) })).toMatchObject(MISMATCH);
    expect(await refused("SMS_MFA", second.Session, { SMS_MFA_CODE: code })).toMatchObject({
      __type: "NotAuthorizedException",
      message: "Attempt limit exceeded, please try after some time.",
    });
    server.advance(3601);
    const third = await initiate();
    expect(await respond("SMS_MFA", third.Session, { SMS_MFA_CODE: await server.sentCode() })).toHaveProperty("AuthenticationResult");
  });

  test("a code belongs to its session: neither another session's code nor another challenge's name will do", async () => {
    const first = await initiate();
    const code = await server.sentCode();
    const second = await initiate();
    const other = await server.sentCode();
    if (code !== other) expect(await refused("SMS_MFA", second.Session, { SMS_MFA_CODE: code })).toMatchObject(MISMATCH);
    expect(await refused("SOFTWARE_TOKEN_MFA", second.Session, { SOFTWARE_TOKEN_MFA_CODE: other })).toMatchObject({
      __type: "NotAuthorizedException",
      message: "Invalid session for the user.",
    });
    expect(await respond("SMS_MFA", first.Session, { SMS_MFA_CODE: code })).toHaveProperty("AuthenticationResult");
  });

  test("the code lives as long as the session", async () => {
    const { Session } = await initiate();
    const code = await server.sentCode();
    server.advance(181);
    expect(await refused("SMS_MFA", Session, { SMS_MFA_CODE: code })).toMatchObject({
      __type: "NotAuthorizedException",
      message: "Invalid session for the user, session is expired.",
    });
  });

  test("an answer without the code is told what is missing", async () => {
    const { Session } = await initiate();
    expect(await refused("SMS_MFA", Session, {})).toMatchObject({
      __type: "InvalidParameterException",
      message: "Missing required parameter SMS_MFA_CODE",
    });
  });

  test("a number that was not verified is, once its code was right", async () => {
    expect(await attributesOf()).not.toHaveProperty("phone_number_verified");
    const { Session } = await initiate();
    await respond("SMS_MFA", Session, { SMS_MFA_CODE: await server.sentCode() });
    expect(await attributesOf()).toMatchObject({ phone_number_verified: "true" });
  });

  test("a number that is somebody else's alias stays unverified, and the code signs in all the same", async () => {
    pool = await aliasPool();
    await mfaUser(server, pool, { ...PHONE, phone_number_verified: "true" }, "grace");
    await mfaUser(server, pool, PHONE);
    await prefer({ SMSMfaSettings: { Enabled: true } });
    const { Session } = await initiate();
    expect(await respond("SMS_MFA", Session, { SMS_MFA_CODE: await server.sentCode() })).toHaveProperty("AuthenticationResult");
    expect(await attributesOf()).not.toHaveProperty("phone_number_verified");
  });

  test("through the administrator's door it is the same", async () => {
    const asked = await server.call("AdminInitiateAuth", {
      UserPoolId: pool.poolId,
      ClientId: pool.clientId,
      AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: "ada", PASSWORD },
    });
    expect(asked.ChallengeName).toBe("SMS_MFA");
    const wrong = { UserPoolId: pool.poolId, ...answer("SMS_MFA", asked.Session, { SMS_MFA_CODE: wrongCode(await server.sentCode()) }) };
    expect(await server.refusal("AdminRespondToAuthChallenge", wrong)).toMatchObject(MISMATCH);
    const right = { UserPoolId: pool.poolId, ...answer("SMS_MFA", asked.Session, { SMS_MFA_CODE: await server.sentCode() }) };
    expect(await server.call("AdminRespondToAuthChallenge", right)).toHaveProperty("AuthenticationResult.IdToken");
  });

  test("a factor that the user switched off, or that the pool no longer has, is not asked", async () => {
    await prefer({ SMSMfaSettings: { Enabled: false } });
    expect(await initiate()).toHaveProperty("AuthenticationResult");
    await prefer({ SMSMfaSettings: { Enabled: true } });
    await server.call("SetUserPoolMfaConfig", { UserPoolId: pool.poolId, MfaConfiguration: "OFF" });
    expect(await initiate()).toHaveProperty("AuthenticationResult");
  });
});

async function aliasPool(): Promise<MfaPool> {
  const SmsConfiguration = { SnsCallerArn: "arn:aws:iam::123456789012:role/sms" };
  const { UserPool } = await server.call("CreateUserPool", {
    PoolName: "aliases",
    AliasAttributes: ["phone_number"],
    MfaConfiguration: "OPTIONAL",
    SmsConfiguration,
  });
  const { UserPoolClient } = await server.call("CreateUserPoolClient", {
    UserPoolId: UserPool.Id,
    ClientName: "web",
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
  });
  return { poolId: UserPool.Id, clientId: UserPoolClient.ClientId };
}

describe("EMAIL_OTP as a second factor", () => {
  beforeEach(async () => {
    pool = await mfaPool(server, "OPTIONAL", ["email"]);
    await mfaUser(server, pool, EMAIL);
    await prefer({ EmailMfaSettings: { Enabled: true } });
  });

  test("after the password it sends the pool's own text with six digits, which sign in and verify the address", async () => {
    const asked = await initiate();
    expect(asked).toMatchObject({
      ChallengeName: "EMAIL_OTP",
      ChallengeParameters: { CODE_DELIVERY_DELIVERY_MEDIUM: "EMAIL", CODE_DELIVERY_DESTINATION: "a***@e***", USER_ID_FOR_SRP: "ada" },
    });
    const [message] = await server.control.messages({ username: "ada" });
    expect(message).toMatchObject({
      medium: "EMAIL",
      subject: "Signing in",
      body: `Code: ${message!.code}`,
      code: expect.stringMatching(/^\d{6}$/) as string,
    });
    expect(await respond("EMAIL_OTP", asked.Session, { EMAIL_OTP_CODE: message!.code })).toHaveProperty("AuthenticationResult.AccessToken");
    expect(await attributesOf()).toMatchObject({ email_verified: "true" });
  });

  test("a wrong code is refused and leaves the session as it is", async () => {
    const { Session } = await initiate();
    const code = await server.sentCode();
    expect(await refused("EMAIL_OTP", Session, { EMAIL_OTP_CODE: wrongCode(code) })).toMatchObject(MISMATCH);
    expect(await respond("EMAIL_OTP", Session, { EMAIL_OTP_CODE: code })).toHaveProperty("AuthenticationResult");
  });
});

describe("SOFTWARE_TOKEN_MFA", () => {
  let secret: string;
  beforeEach(async () => {
    pool = await mfaPool(server, "OPTIONAL", ["totp"]);
    await mfaUser(server, pool);
    server.control.setClock({ frozen: true });
    secret = await enrolled("ada's phone");
    await prefer({ SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } });
  });

  const code = (steps = 0) => ({ SOFTWARE_TOKEN_MFA_CODE: appCode(server, secret, steps) });
  const USED = { __type: "ExpiredCodeException", message: "Your software token has already been used once." };

  test("after the password it names the app, and the code of the next half minute signs in", async () => {
    const asked = await initiate();
    expect(asked).toMatchObject({
      ChallengeName: "SOFTWARE_TOKEN_MFA",
      ChallengeParameters: { FRIENDLY_DEVICE_NAME: "ada's phone", USER_ID_FOR_SRP: "ada" },
    });
    expect(await respond("SOFTWARE_TOKEN_MFA", asked.Session, code(1))).toHaveProperty("AuthenticationResult.AccessToken");
  });

  test("the code that enrolled the app is used up", async () => {
    const { Session } = await initiate();
    expect(await refused("SOFTWARE_TOKEN_MFA", Session, code())).toMatchObject(USED);
  });

  test("no code signs in twice, and none that is older than the last one", async () => {
    server.advance(90);
    const first = await initiate();
    await respond("SOFTWARE_TOKEN_MFA", first.Session, code());
    const second = await initiate();
    expect(await refused("SOFTWARE_TOKEN_MFA", second.Session, code())).toMatchObject(USED);
    expect(await refused("SOFTWARE_TOKEN_MFA", second.Session, code(-1))).toMatchObject(USED);
    expect(await respond("SOFTWARE_TOKEN_MFA", second.Session, code(1))).toHaveProperty("AuthenticationResult");
  });

  test("of several sign-ins that bring one code at the same time, one gets in", async () => {
    server.advance(30);
    const sessions = await Promise.all(Array.from({ length: 4 }, () => initiate()));
    const answers = await Promise.all(
      sessions.map(({ Session }) => server.send("RespondToAuthChallenge", answer("SOFTWARE_TOKEN_MFA", Session, code()))),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const { body } of answers.filter(({ status }) => status !== 200)) expect(body).toMatchObject(USED);
  });

  test("a clock that is one step off is forgiven, two steps are not", async () => {
    server.advance(300);
    const { Session } = await initiate();
    const WRONG = { __type: "CodeMismatchException", message: "Invalid code received for user" };
    for (const steps of [-2, 2]) expect(await refused("SOFTWARE_TOKEN_MFA", Session, code(steps))).toMatchObject(WRONG);
    expect(await respond("SOFTWARE_TOKEN_MFA", Session, code(-1))).toHaveProperty("AuthenticationResult");
  });

  test("a new app takes the place of the old one only when its first code was right", async () => {
    server.advance(60);
    const { AuthenticationResult } = await respond("SOFTWARE_TOKEN_MFA", (await initiate()).Session, code());
    const { SecretCode } = await server.call("AssociateSoftwareToken", { AccessToken: AuthenticationResult.AccessToken });
    server.advance(60);
    await respond("SOFTWARE_TOKEN_MFA", (await initiate()).Session, code());
    await server.call("VerifySoftwareToken", { AccessToken: AuthenticationResult.AccessToken, UserCode: appCode(server, SecretCode) });
    server.advance(60);
    const asked = await initiate();
    expect(asked.ChallengeParameters).toEqual({ USER_ID_FOR_SRP: "ada" });
    expect(await refused("SOFTWARE_TOKEN_MFA", asked.Session, code())).toMatchObject({ __type: "CodeMismatchException" });
    expect(await respond("SOFTWARE_TOKEN_MFA", asked.Session, { SOFTWARE_TOKEN_MFA_CODE: appCode(server, SecretCode) })).toHaveProperty(
      "AuthenticationResult",
    );
  });

  test("secrets, used codes and pending secrets never show", async () => {
    expect(JSON.stringify([await account(), await server.call("ListUsers", { UserPoolId: pool.poolId })])).not.toContain(secret);
  });
});
