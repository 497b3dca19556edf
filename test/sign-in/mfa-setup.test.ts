import { describe, expect, test } from "vitest";
import { appCode, type Factor, type MfaPool, mfaPool, mfaUser, PASSWORD, wrongCode } from "../support/mfa.ts";
import { useTestServer } from "../support/server.ts";

const server = await useTestServer();
let pool: MfaPool;

const PHONE = { phone_number: "+12065551212" };
const EMAIL = { email: "ada@example.com" };
const EMAIL_GIVEN = { EMAIL: "ada@example.com" };
const INVALID = { __type: "NotAuthorizedException", message: "Invalid session for the user." };
const SPENT = { __type: "NotAuthorizedException", message: "Invalid session for the user, session can only be used once." };

const initiate = (USERNAME = "ada") =>
  server.call("InitiateAuth", { ClientId: pool.clientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters: { USERNAME, PASSWORD } });
const answer = (ChallengeName: string, Session: string, responses: object) => ({
  ClientId: pool.clientId,
  ChallengeName,
  Session,
  ChallengeResponses: { USERNAME: "ada", ...responses },
});
const respond = (name: string, session: string, responses: object = {}) =>
  server.call("RespondToAuthChallenge", answer(name, session, responses));
const refused = (name: string, session: string, responses: object = {}) =>
  server.refusal("RespondToAuthChallenge", answer(name, session, responses));
const prefer = (settings: object) => server.call("AdminSetUserMFAPreference", { UserPoolId: pool.poolId, Username: "ada", ...settings });
const account = () => server.call("AdminGetUser", { UserPoolId: pool.poolId, Username: "ada" });

async function setUp(
  mode: "ON" | "OPTIONAL",
  factors: readonly Factor[],
  attributes: Readonly<Record<string, string>> = {},
): Promise<void> {
  pool = await mfaPool(server, mode, factors);
  await mfaUser(server, pool, attributes);
}

describe("MFA_SETUP", () => {
  test("in a pool that requires MFA, a user without a factor is asked to set one up; an app that is verified signs in", async () => {
    await setUp("ON", ["sms", "totp"]);
    const asked = await initiate();
    expect(asked).toMatchObject({
      ChallengeName: "MFA_SETUP",
      ChallengeParameters: { MFAS_CAN_SETUP: '["SMS_MFA","SOFTWARE_TOKEN_MFA"]', USER_ID_FOR_SRP: "ada" },
    });
    const associated = await server.call("AssociateSoftwareToken", { Session: asked.Session });
    expect(associated).toEqual({
      SecretCode: expect.stringMatching(/^[A-Z2-7]{52}$/) as string,
      Session: expect.stringMatching(/^AYAB/) as string,
    });
    const verified = await server.call("VerifySoftwareToken", {
      Session: associated.Session,
      UserCode: appCode(server, associated.SecretCode),
    });
    expect(verified).toEqual({ Status: "SUCCESS", Session: expect.any(String) as string });
    const { AuthenticationResult } = await respond("MFA_SETUP", verified.Session, {
      SOFTWARE_TOKEN_MFA_CODE: appCode(server, associated.SecretCode),
    });
    expect(AuthenticationResult).toHaveProperty("RefreshToken");
    expect(await account()).toMatchObject({ UserMFASettingList: ["SOFTWARE_TOKEN_MFA"] });
  });

  test("a sign-in straight after VerifySoftwareToken asks for the app, whose first code is used up", async () => {
    await setUp("ON", ["totp"]);
    server.control.setClock({ frozen: true });
    const { SecretCode, Session } = await server.call("AssociateSoftwareToken", { Session: (await initiate()).Session });
    await server.call("VerifySoftwareToken", { Session, UserCode: appCode(server, SecretCode) });
    const again = await initiate();
    expect(again.ChallengeName).toBe("SOFTWARE_TOKEN_MFA");
    expect(await refused("SOFTWARE_TOKEN_MFA", again.Session, { SOFTWARE_TOKEN_MFA_CODE: appCode(server, SecretCode) })).toMatchObject({
      __type: "ExpiredCodeException",
      message: "Your software token has already been used once.",
    });
    expect(await respond("SOFTWARE_TOKEN_MFA", again.Session, { SOFTWARE_TOKEN_MFA_CODE: appCode(server, SecretCode, 1) })).toHaveProperty(
      "AuthenticationResult",
    );
  });

  test("a temporary password is replaced first, then a factor is set up, then there are tokens", async () => {
    await setUp("ON", ["totp"]);
    await server.call("AdminCreateUser", {
      UserPoolId: pool.poolId,
      Username: "bob",
      TemporaryPassword: PASSWORD,
      MessageAction: "SUPPRESS",
    });
    const asBob = (ChallengeName: string, Session: string, more: object = {}) =>
      server.call("RespondToAuthChallenge", {
        ClientId: pool.clientId,
        ChallengeName,
        Session,
        ChallengeResponses: { USERNAME: "bob", ...more },
      });
    const first = await initiate("bob");
    expect(first.ChallengeName).toBe("NEW_PASSWORD_REQUIRED");
    const second = await asBob("NEW_PASSWORD_REQUIRED", first.Session, { NEW_PASSWORD: "0wn-Password" });
    expect(second.ChallengeName).toBe("MFA_SETUP");
    const { SecretCode, Session } = await server.call("AssociateSoftwareToken", { Session: second.Session });
    const verified = await server.call("VerifySoftwareToken", { Session, UserCode: appCode(server, SecretCode) });
    expect(await asBob("MFA_SETUP", verified.Session)).toHaveProperty("AuthenticationResult");
  });

  test("no session of the set-up will do twice, nor one that VerifySoftwareToken has not given", async () => {
    await setUp("ON", ["totp"]);
    const { Session: first } = await initiate();
    expect(await refused("MFA_SETUP", first)).toMatchObject(INVALID);
    const { SecretCode, Session: second } = await server.call("AssociateSoftwareToken", { Session: first });
    expect(await server.refusal("AssociateSoftwareToken", { Session: first })).toMatchObject(SPENT);
    expect(await refused("MFA_SETUP", second)).toMatchObject(INVALID);
    const { Session: third } = await server.call("VerifySoftwareToken", { Session: second, UserCode: appCode(server, SecretCode) });
    expect(await server.refusal("AssociateSoftwareToken", { Session: third })).toMatchObject(INVALID);
    await respond("MFA_SETUP", third);
    expect(await refused("MFA_SETUP", third)).toMatchObject(SPENT);
  });

  test("a session from before the user had a factor sets up no other one, for it proves a password only", async () => {
    await setUp("ON", ["totp", "email"]);
    const stolen = await initiate();
    const { SecretCode, Session } = await server.call("AssociateSoftwareToken", { Session: (await initiate()).Session });
    await server.call("VerifySoftwareToken", { Session, UserCode: appCode(server, SecretCode) });
    expect(await server.refusal("AssociateSoftwareToken", { Session: stolen.Session })).toMatchObject(INVALID);
    expect(await refused("MFA_SETUP", stolen.Session, { EMAIL: "eve@example.com" })).toMatchObject(INVALID);
  });

  test("VerifySoftwareToken with a wrong code says so and leaves the session as it is", async () => {
    await setUp("ON", ["totp"]);
    const { SecretCode, Session } = await server.call("AssociateSoftwareToken", { Session: (await initiate()).Session });
    const code = appCode(server, SecretCode);
    expect(await server.refusal("VerifySoftwareToken", { Session, UserCode: appCode(server, SecretCode, 5) })).toMatchObject({
      __type: "EnableSoftwareTokenMFAException",
      message: "Code mismatch and fail enable Software Token MFA",
    });
    expect(await server.call("VerifySoftwareToken", { Session, UserCode: code })).toMatchObject({ Status: "SUCCESS" });
  });

  test("an address that is given and proved by its code becomes the user's own and the second factor", async () => {
    await setUp("ON", ["totp", "email"]);
    const { Session } = await initiate();
    expect(await refused("MFA_SETUP", Session, { EMAIL: "no address" })).toMatchObject({
      __type: "InvalidParameterException",
      message: "Invalid email address format.",
    });
    const asked = await respond("MFA_SETUP", Session, EMAIL_GIVEN);
    expect(asked).toMatchObject({ ChallengeName: "EMAIL_OTP", ChallengeParameters: { CODE_DELIVERY_DESTINATION: "a***@e***" } });
    expect((await account()).UserAttributes).not.toContainEqual({ Name: "email", Value: "ada@example.com" });
    const code = await server.sentCode();
    expect(await refused("EMAIL_OTP", asked.Session, { EMAIL_OTP_CODE: wrongCode(code) })).toMatchObject({
      __type: "CodeMismatchException",
    });
    expect(await respond("EMAIL_OTP", asked.Session, { EMAIL_OTP_CODE: code })).toHaveProperty("AuthenticationResult");
    const { UserAttributes, UserMFASettingList } = await account();
    expect(UserAttributes).toEqual(
      expect.arrayContaining([
        { Name: "email", Value: "ada@example.com" },
        { Name: "email_verified", Value: "true" },
      ]),
    );
    expect(UserMFASettingList).toEqual(["EMAIL_OTP"]);
    expect(await initiate()).toMatchObject({ ChallengeName: "EMAIL_OTP" });
  });

  test("an address cannot be given where the pool sends no codes by e-mail", async () => {
    await setUp("ON", ["totp"]);
    expect(await refused("MFA_SETUP", (await initiate()).Session, EMAIL_GIVEN)).toMatchObject({ __type: "InvalidParameterException" });
  });

  test("a phone number alone is a factor already: a code by SMS is asked at once", async () => {
    await setUp("ON", ["sms"], PHONE);
    const asked = await initiate();
    expect(asked.ChallengeName).toBe("SMS_MFA");
    expect(await respond("SMS_MFA", asked.Session, { SMS_MFA_CODE: await server.sentCode() })).toHaveProperty("AuthenticationResult");
  });

  test("where MFA is optional, a user without a factor is not asked, nor one whose app is verified but not switched on", async () => {
    await setUp("OPTIONAL", ["sms", "totp"], PHONE);
    const { AccessToken } = (await initiate()).AuthenticationResult;
    const { SecretCode } = await server.call("AssociateSoftwareToken", { AccessToken });
    expect(await server.call("VerifySoftwareToken", { AccessToken, UserCode: appCode(server, SecretCode) })).toEqual({ Status: "SUCCESS" });
    expect(await initiate()).toHaveProperty("AuthenticationResult");
    expect(await account()).not.toHaveProperty("UserMFASettingList");
  });
});

describe("AssociateSoftwareToken and VerifySoftwareToken", () => {
  test("a session that is garbage, expired, or of another challenge is refused", async () => {
    await setUp("ON", ["sms", "totp"], PHONE);
    expect(await server.refusal("AssociateSoftwareToken", { Session: "AYAB".padEnd(60, "x") })).toMatchObject(INVALID);
    expect(await server.refusal("AssociateSoftwareToken", { Session: "no session of ours at all" })).toMatchObject(INVALID);
    expect(await server.refusal("AssociateSoftwareToken", { Session: (await initiate()).Session })).toMatchObject(INVALID);
    await mfaUser(server, pool, {}, "bob");
    const { Session } = await initiate("bob");
    server.advance(181);
    expect(await server.refusal("AssociateSoftwareToken", { Session })).toMatchObject({
      message: "Invalid session for the user, session is expired.",
    });
  });

  test("a session whose readable client was exchanged for another one is refused", async () => {
    await setUp("ON", ["totp"]);
    const { UserPoolClient } = await server.call("CreateUserPoolClient", { UserPoolId: pool.poolId, ClientName: "other" });
    const bytes = Buffer.from((await initiate()).Session.slice(4), "base64url");
    const name = Buffer.from(UserPoolClient.ClientId);
    const forged = Buffer.concat([Buffer.of(name.length), name, bytes.subarray(1 + bytes[0]!)]);
    expect(await server.refusal("AssociateSoftwareToken", { Session: `AYAB${forged.toString("base64url")}` })).toMatchObject(INVALID);
  });

  test("VerifySoftwareToken before AssociateSoftwareToken is refused, by access token and by session", async () => {
    await setUp("OPTIONAL", ["totp"]);
    const { AccessToken } = (await initiate()).AuthenticationResult;
    expect(await server.refusal("VerifySoftwareToken", { AccessToken, UserCode: "123456" })).toMatchObject({
      __type: "SoftwareTokenMFANotFoundException",
    });
    await setUp("ON", ["totp"]);
    expect(await server.refusal("VerifySoftwareToken", { Session: (await initiate()).Session, UserCode: "123456" })).toMatchObject({
      __type: "SoftwareTokenMFANotFoundException",
    });
  });

  test("a user who was disabled during the set-up goes no further", async () => {
    await setUp("ON", ["totp"]);
    const { Session } = await initiate();
    await server.call("AdminDisableUser", { UserPoolId: pool.poolId, Username: "ada" });
    expect(await server.refusal("AssociateSoftwareToken", { Session })).toMatchObject({
      __type: "NotAuthorizedException",
      message: "User is disabled.",
    });
  });
});

describe("SELECT_MFA_TYPE", () => {
  test("with several active factors and none preferred the user chooses, and meets the chosen one", async () => {
    await setUp("OPTIONAL", ["sms", "email"], { ...PHONE, ...EMAIL });
    await prefer({ SMSMfaSettings: { Enabled: true }, EmailMfaSettings: { Enabled: true } });
    const asked = await initiate();
    expect(asked).toMatchObject({
      ChallengeName: "SELECT_MFA_TYPE",
      ChallengeParameters: { MFAS_CAN_CHOOSE: '["SMS_MFA","EMAIL_OTP"]', USER_ID_FOR_SRP: "ada" },
    });
    expect(await server.control.messages({ username: "ada" })).toEqual([]);
    expect(await refused("SELECT_MFA_TYPE", asked.Session, { ANSWER: "SOFTWARE_TOKEN_MFA" })).toMatchObject({
      __type: "InvalidParameterException",
    });
    expect(await refused("SELECT_MFA_TYPE", asked.Session)).toMatchObject({ message: "Missing required parameter ANSWER" });
    const chosen = await respond("SELECT_MFA_TYPE", asked.Session, { ANSWER: "EMAIL_OTP" });
    expect(chosen).toMatchObject({ ChallengeName: "EMAIL_OTP", ChallengeParameters: { CODE_DELIVERY_DELIVERY_MEDIUM: "EMAIL" } });
    expect(await refused("SELECT_MFA_TYPE", asked.Session, { ANSWER: "SMS_MFA" })).toMatchObject(SPENT);
    expect(await respond("EMAIL_OTP", chosen.Session, { EMAIL_OTP_CODE: await server.sentCode() })).toHaveProperty("AuthenticationResult");
  });

  test("with a preferred factor there is nothing to choose, and preferring another one moves the preference", async () => {
    await setUp("OPTIONAL", ["sms", "email"], { ...PHONE, ...EMAIL });
    await prefer({ SMSMfaSettings: { Enabled: true, PreferredMfa: true }, EmailMfaSettings: { Enabled: true } });
    expect((await initiate()).ChallengeName).toBe("SMS_MFA");
    await prefer({ EmailMfaSettings: { PreferredMfa: true } });
    expect((await initiate()).ChallengeName).toBe("EMAIL_OTP");
    expect(await account()).toMatchObject({ PreferredMfaSetting: "EMAIL_OTP", UserMFASettingList: ["SMS_MFA", "EMAIL_OTP"] });
    await prefer({ EmailMfaSettings: { PreferredMfa: false } });
    expect((await initiate()).ChallengeName).toBe("SELECT_MFA_TYPE");
  });

  test("in a pool that requires MFA, a user who chose nothing chooses among the factors that work", async () => {
    await setUp("ON", ["sms", "totp", "email"], { ...PHONE, ...EMAIL });
    expect((await initiate()).ChallengeParameters).toMatchObject({ MFAS_CAN_CHOOSE: '["SMS_MFA","EMAIL_OTP"]' });
  });
});
