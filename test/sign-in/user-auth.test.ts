import { beforeEach, describe, expect, test } from "vitest";
import { appCode } from "../support/mfa.ts";
import { useTestServer } from "../support/server.ts";
import { startSrp } from "../support/srp-client.ts";

const server = await useTestServer();
const PASSWORD = "Corr3ct-Horse";
const ALL = ["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"];

let pool: string;
let client: string;

beforeEach(async () => {
  pool = await newPool();
  client = await newClient();
});

async function newPool(settings: object = {}, factors = ALL): Promise<string> {
  const made = await server.call("CreateUserPool", {
    PoolName: "choice",
    AutoVerifiedAttributes: ["email"],
    SmsConfiguration: { SnsCallerArn: "arn:aws:iam::123456789012:role/sms" },
    Policies: { SignInPolicy: { AllowedFirstAuthFactors: factors } },
    ...settings,
  });
  return made.UserPool.Id;
}

async function newClient(extra: object = {}): Promise<string> {
  const made = await server.call("CreateUserPoolClient", {
    UserPoolId: pool,
    ClientName: "web",
    ExplicitAuthFlows: ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    PreventUserExistenceErrors: "ENABLED",
    ...extra,
  });
  return made.UserPoolClient.ClientId;
}

interface Attribute {
  readonly Name: string;
  readonly Value: string;
}

const EMAIL: readonly [Attribute, Attribute] = [
  { Name: "email", Value: "ada@example.com" },
  { Name: "email_verified", Value: "true" },
];
const PHONE = [
  { Name: "phone_number", Value: "+15550001234" },
  { Name: "phone_number_verified", Value: "true" },
];

async function newUser(
  attributes: readonly Attribute[],
  { name = "ada", password }: { name?: string; password?: string } = {},
): Promise<void> {
  await server.call("AdminCreateUser", { UserPoolId: pool, Username: name, MessageAction: "SUPPRESS", UserAttributes: attributes });
  if (password) await server.call("AdminSetUserPassword", { UserPoolId: pool, Username: name, Password: password, Permanent: true });
}

const initiate = (parameters: object = {}, extra: object = {}) => ({
  ClientId: client,
  AuthFlow: "USER_AUTH",
  AuthParameters: { USERNAME: "ada", ...parameters },
  ...extra,
});
const begin = (parameters: object = {}, extra: object = {}) => server.call("InitiateAuth", initiate(parameters, extra));
const respond = (ChallengeName: string, Session: string, responses: object) => ({
  ClientId: client,
  ChallengeName,
  Session,
  ChallengeResponses: { USERNAME: "ada", ...responses },
});
const newestCode = async (username = "ada") => (await server.control.messages({ username }))[0]!.code!;
const poolName = () => pool.split("_")[1]!;

describe("what is offered", () => {
  test("USER_AUTH, a password and two contacts, is a choice in a fixed order", async () => {
    await newUser([...EMAIL, ...PHONE], { password: PASSWORD });
    expect(await begin()).toEqual({
      ChallengeName: "SELECT_CHALLENGE",
      Session: expect.any(String),
      ChallengeParameters: {},
      AvailableChallenges: ["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP", "SMS_OTP"],
    });
  });

  test("USER_AUTH, a preference that is not available, is a choice of what is", async () => {
    await newUser(EMAIL, { password: PASSWORD });
    expect((await begin({ PREFERRED_CHALLENGE: "SMS_OTP" })).AvailableChallenges).toEqual(["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP"]);
  });

  test("USER_AUTH, an unverified address, is no factor", async () => {
    await newUser([EMAIL[0]], { password: PASSWORD });
    expect((await begin()).AvailableChallenges).toEqual(["PASSWORD_SRP", "PASSWORD"]);
  });

  test("USER_AUTH, a temporary password, brings no one-time password", async () => {
    await server.call("AdminCreateUser", {
      UserPoolId: pool,
      Username: "ada",
      TemporaryPassword: PASSWORD,
      MessageAction: "SUPPRESS",
      UserAttributes: EMAIL,
    });
    expect((await begin()).AvailableChallenges).toEqual(["PASSWORD_SRP", "PASSWORD"]);
    expect((await begin({ PREFERRED_CHALLENGE: "PASSWORD", PASSWORD })).ChallengeName).toBe("NEW_PASSWORD_REQUIRED");
  });

  test("USER_AUTH, a user with a second factor, brings no one-time password, and asks for the factor after the password", async () => {
    await newUser(EMAIL, { password: PASSWORD });
    await server.call("SetUserPoolMfaConfig", {
      UserPoolId: pool,
      MfaConfiguration: "OPTIONAL",
      SoftwareTokenMfaConfiguration: { Enabled: true },
    });
    const { AccessToken } = (await begin({ PREFERRED_CHALLENGE: "PASSWORD", PASSWORD })).AuthenticationResult;
    const { SecretCode } = await server.call("AssociateSoftwareToken", { AccessToken });
    await server.call("VerifySoftwareToken", { AccessToken, UserCode: appCode(server, SecretCode) });
    await server.call("SetUserMFAPreference", { AccessToken, SoftwareTokenMfaSettings: { Enabled: true } });
    expect((await begin()).AvailableChallenges).toEqual(["PASSWORD_SRP", "PASSWORD"]);
    expect((await begin({ PREFERRED_CHALLENGE: "PASSWORD", PASSWORD })).ChallengeName).toBe("SOFTWARE_TOKEN_MFA");
  });

  test("USER_AUTH, a factor that the pool's sign-in policy leaves out, is not offered", async () => {
    pool = await newPool({}, ["PASSWORD"]);
    client = await newClient();
    await newUser(EMAIL, { password: PASSWORD });
    expect((await begin()).AvailableChallenges).toEqual(["PASSWORD_SRP", "PASSWORD"]);
  });

  test("USER_AUTH, a client without the flow, is refused", async () => {
    client = await newClient({ ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"] });
    expect((await server.refusal("InitiateAuth", initiate())).__type).toBe("InvalidParameterException");
  });

  test("USER_AUTH, a disabled user, is refused", async () => {
    await newUser(EMAIL, { password: PASSWORD });
    await server.call("AdminDisableUser", { UserPoolId: pool, Username: "ada" });
    expect(await server.refusal("InitiateAuth", initiate())).toMatchObject({
      __type: "NotAuthorizedException",
      message: "User is disabled.",
    });
  });
});

describe("one-time passwords", () => {
  test("EMAIL_OTP, preferred, is eight digits by mail that give tokens", async () => {
    await newUser(EMAIL, { password: PASSWORD });
    const asked = await begin({ PREFERRED_CHALLENGE: "EMAIL_OTP" });
    expect(asked).toEqual({
      ChallengeName: "EMAIL_OTP",
      Session: expect.any(String),
      ChallengeParameters: { CODE_DELIVERY_DELIVERY_MEDIUM: "EMAIL", CODE_DELIVERY_DESTINATION: "a***@e***" },
      AvailableChallenges: ["EMAIL_OTP"],
    });
    const code = await newestCode();
    expect(code).toMatch(/^\d{8}$/);
    const wrong = code === "00000000" ? "00000001" : "00000000";
    expect(await server.refusal("RespondToAuthChallenge", respond("EMAIL_OTP", asked.Session, { EMAIL_OTP_CODE: wrong }))).toMatchObject({
      __type: "CodeMismatchException",
      message: "Invalid code or auth state for the user.",
    });
    expect(
      (await server.call("RespondToAuthChallenge", respond("EMAIL_OTP", asked.Session, { EMAIL_OTP_CODE: code }))).AuthenticationResult
        .TokenType,
    ).toBe("Bearer");
  });

  test("SMS_OTP, the only factor, is asked at once", async () => {
    await newUser(PHONE);
    const asked = await begin();
    expect(asked).toMatchObject({
      ChallengeName: "SMS_OTP",
      ChallengeParameters: { CODE_DELIVERY_DELIVERY_MEDIUM: "SMS", CODE_DELIVERY_DESTINATION: "+*******1234" },
      AvailableChallenges: ["SMS_OTP"],
    });
    const done = await server.call("RespondToAuthChallenge", respond("SMS_OTP", asked.Session, { SMS_OTP_CODE: await newestCode() }));
    expect((await server.call("GetUser", { AccessToken: done.AuthenticationResult.AccessToken })).Username).toBe("ada");
  });

  test("EMAIL_OTP, a right code too late, finds its session expired", async () => {
    await newUser(EMAIL);
    const { Session } = await begin();
    const code = await newestCode();
    server.advance(181);
    expect((await server.refusal("RespondToAuthChallenge", respond("EMAIL_OTP", Session, { EMAIL_OTP_CODE: code }))).message).toBe(
      "Invalid session for the user, session is expired.",
    );
  });

  test("EMAIL_OTP, a user who has not confirmed the sign-up, is confirmed by it", async () => {
    await server.call("SignUp", { ClientId: client, Username: "ada", UserAttributes: [EMAIL[0]] });
    const { Session } = await begin();
    await server.call("RespondToAuthChallenge", respond("EMAIL_OTP", Session, { EMAIL_OTP_CODE: await newestCode() }));
    const user = await server.call("AdminGetUser", { UserPoolId: pool, Username: "ada" });
    expect(user.UserStatus).toBe("CONFIRMED");
    expect(user.UserAttributes).toContainEqual({ Name: "email_verified", Value: "true" });
  });

  test("EMAIL_OTP, a name that nobody has, is asked and never right", async () => {
    const asked = await begin({ USERNAME: "nobody@example.com" });
    expect(asked).toMatchObject({
      ChallengeName: "EMAIL_OTP",
      ChallengeParameters: { CODE_DELIVERY_DELIVERY_MEDIUM: "EMAIL", CODE_DELIVERY_DESTINATION: "n***@e***" },
    });
    expect(await server.control.messages({})).toEqual([]);
    const answer = respond("EMAIL_OTP", asked.Session, { USERNAME: "nobody@example.com", EMAIL_OTP_CODE: "12345678" });
    expect((await server.refusal("RespondToAuthChallenge", answer)).__type).toBe("CodeMismatchException");
  });

  test("USER_AUTH, a name that nobody has, is told to a client that does not hide it", async () => {
    client = await newClient({ PreventUserExistenceErrors: "LEGACY" });
    expect((await server.refusal("InitiateAuth", initiate({ USERNAME: "nobody" }))).__type).toBe("UserNotFoundException");
  });
});

describe("passwords", () => {
  beforeEach(() => newUser(EMAIL, { password: PASSWORD }));

  test("PASSWORD, preferred, gives tokens at once", async () => {
    expect((await begin({ PREFERRED_CHALLENGE: "PASSWORD", PASSWORD })).AuthenticationResult.TokenType).toBe("Bearer");
  });

  test("PASSWORD, preferred and wrong, is refused, for a name that nobody has as well", async () => {
    for (const USERNAME of ["ada", "nobody"])
      expect(
        await server.refusal("InitiateAuth", initiate({ USERNAME, PREFERRED_CHALLENGE: "PASSWORD", PASSWORD: "Wr0ng-Horse" })),
      ).toMatchObject({ __type: "NotAuthorizedException", message: "Incorrect username or password." });
  });

  test("PASSWORD, preferred and missing, is named", async () => {
    expect((await server.refusal("InitiateAuth", initiate({ PREFERRED_CHALLENGE: "PASSWORD" }))).message).toBe(
      "Missing required parameter PASSWORD",
    );
  });

  test("PASSWORD_SRP, preferred, is proven as in the flow of that name", async () => {
    const srp = startSrp();
    const asked = await begin({ PREFERRED_CHALLENGE: "PASSWORD_SRP", SRP_A: srp.SRP_A });
    expect(asked).toMatchObject({ ChallengeName: "PASSWORD_VERIFIER", AvailableChallenges: ["PASSWORD_SRP"] });
    const proof = srp.prove({ group: poolName(), id: "ada", password: PASSWORD }, asked.ChallengeParameters);
    expect(
      (await server.call("RespondToAuthChallenge", respond("PASSWORD_VERIFIER", asked.Session, proof))).AuthenticationResult.TokenType,
    ).toBe("Bearer");
  });

  test("SELECT_CHALLENGE, each kind of password in each way of saying so, gives tokens", async () => {
    const srp = startSrp();
    const ways: [string, object][] = [
      ["SELECT_CHALLENGE", { ANSWER: "PASSWORD", PASSWORD }],
      ["PASSWORD", { PASSWORD }],
      ["SELECT_CHALLENGE", { ANSWER: "PASSWORD_SRP", SRP_A: srp.SRP_A }],
      ["PASSWORD_SRP", { SRP_A: srp.SRP_A }],
    ];
    for (const [name, responses] of ways) {
      const { Session } = await begin();
      const first = await server.call("RespondToAuthChallenge", respond(name, Session, responses));
      const done =
        first.ChallengeName === "PASSWORD_VERIFIER"
          ? await server.call(
              "RespondToAuthChallenge",
              respond(
                "PASSWORD_VERIFIER",
                first.Session,
                srp.prove({ group: poolName(), id: "ada", password: PASSWORD }, first.ChallengeParameters),
              ),
            )
          : first;
      expect(done.AuthenticationResult.TokenType).toBe("Bearer");
    }
  });

  test("SELECT_CHALLENGE, a one-time password, is sent only then", async () => {
    const { Session } = await begin();
    expect(await server.control.messages({})).toEqual([]);
    const asked = await server.call("RespondToAuthChallenge", respond("SELECT_CHALLENGE", Session, { ANSWER: "EMAIL_OTP" }));
    expect(asked).toMatchObject({ ChallengeName: "EMAIL_OTP", ChallengeParameters: { CODE_DELIVERY_DELIVERY_MEDIUM: "EMAIL" } });
    expect(
      (await server.call("RespondToAuthChallenge", respond("EMAIL_OTP", asked.Session, { EMAIL_OTP_CODE: await newestCode() })))
        .AuthenticationResult.TokenType,
    ).toBe("Bearer");
  });

  test.each(["SMS_OTP", "WEB_AUTHN", "MAGIC"])("SELECT_CHALLENGE, %s, which was not offered, is refused", async (ANSWER) => {
    const { Session } = await begin();
    expect((await server.refusal("RespondToAuthChallenge", respond("SELECT_CHALLENGE", Session, { ANSWER }))).__type).toBe(
      "InvalidParameterException",
    );
  });

  test("PASSWORD, with the session of another challenge, is refused", async () => {
    const { Session } = await begin({ PREFERRED_CHALLENGE: "EMAIL_OTP" });
    expect((await server.refusal("RespondToAuthChallenge", respond("PASSWORD", Session, { PASSWORD }))).message).toBe(
      "Invalid session for the user.",
    );
  });

  test("USER_AUTH, through the administrator's door, gives tokens too", async () => {
    const { Session } = await server.call("AdminInitiateAuth", { UserPoolId: pool, ...initiate() });
    const done = await server.call("AdminRespondToAuthChallenge", { UserPoolId: pool, ...respond("PASSWORD", Session, { PASSWORD }) });
    expect(done.AuthenticationResult.TokenType).toBe("Bearer");
  });
});

describe("signing in straight from the sign-up", () => {
  async function confirmed(): Promise<string> {
    const { Session } = await server.call("SignUp", { ClientId: client, Username: "ada", Password: PASSWORD, UserAttributes: [EMAIL[0]] });
    const answer = await server.call("ConfirmSignUp", { ClientId: client, Username: "ada", ConfirmationCode: await newestCode(), Session });
    return answer.Session;
  }

  test("USER_AUTH, the session of the confirmation, gives tokens once", async () => {
    const Session = await confirmed();
    expect((await begin({}, { Session })).AuthenticationResult.TokenType).toBe("Bearer");
    expect((await server.refusal("InitiateAuth", initiate({}, { Session }))).message).toBe(
      "Invalid session for the user, session can only be used once.",
    );
  });

  test("ConfirmSignUp, without the session of the sign-up, gives one too", async () => {
    await server.call("SignUp", { ClientId: client, Username: "ada", Password: PASSWORD, UserAttributes: [EMAIL[0]] });
    const { Session } = await server.call("ConfirmSignUp", { ClientId: client, Username: "ada", ConfirmationCode: await newestCode() });
    expect((await begin({}, { Session })).AuthenticationResult.TokenType).toBe("Bearer");
  });

  test("USER_AUTH, the session of somebody else's confirmation, is refused", async () => {
    const Session = await confirmed();
    await newUser([], { name: "eve", password: PASSWORD });
    expect((await server.refusal("InitiateAuth", initiate({ USERNAME: "eve" }, { Session }))).message).toBe(
      "Invalid session for the user.",
    );
  });

  test("USER_AUTH, the session of the sign-up alone or of a choice, gives no tokens", async () => {
    const { Session } = await server.call("SignUp", { ClientId: client, Username: "ada", Password: PASSWORD, UserAttributes: [EMAIL[0]] });
    expect((await begin({}, { Session })).AuthenticationResult).toBeUndefined();
    const choice = await begin();
    expect((await server.refusal("InitiateAuth", initiate({}, { Session: choice.Session }))).message).toBe("Invalid session for the user.");
  });

  test("USER_AUTH, the session of a confirmation by a code that is no way to sign in, is a choice", async () => {
    pool = await newPool({}, ["PASSWORD"]);
    client = await newClient();
    const Session = await confirmed();
    expect((await begin({}, { Session })).AvailableChallenges).toEqual(["PASSWORD_SRP", "PASSWORD"]);
  });

  test("SignUp, a client without the flow, gives no session", async () => {
    client = await newClient({ ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"] });
    expect(
      (await server.call("SignUp", { ClientId: client, Username: "ada", Password: PASSWORD, UserAttributes: [EMAIL[0]] })).Session,
    ).toBeUndefined();
  });
});
