import { expect, test } from "vitest";
import { riskLevel } from "#src/rules/risk.ts";
import { useTestServer } from "../support/server.ts";

const server = await useTestServer();

const PASSWORD = "Secret-123";
const LEAKED = "P@ssw0rd1";
const SES = "arn:aws:ses:us-east-1:123456789012:identity/security@example.com";
const LAPTOP = { ip: "192.0.2.1", agent: "Mozilla/5.0 (X11; Linux x86_64) Chrome/126.0.0.0 Safari/537.36" };
const STRANGER = { ip: "198.51.100.7", agent: "curl/8" };

interface Place {
  readonly ip: string;
  readonly agent: string;
}

async function protectedPool({ mode = "ENFORCED", more = {} }: { mode?: string; more?: object } = {}) {
  const { UserPool: pool } = await server.call("CreateUserPool", {
    PoolName: "p",
    UserPoolTier: "PLUS",
    UserPoolAddOns: { AdvancedSecurityMode: mode },
    ...more,
  });
  const flows = ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"];
  const { UserPoolClient: client } = await server.call("CreateUserPoolClient", {
    UserPoolId: pool.Id,
    ClientName: "c",
    ExplicitAuthFlows: flows,
  });
  const UserPoolId = pool.Id;
  const ClientId = client.ClientId;
  const signIn = (place: Place, password = PASSWORD) =>
    server.send("AdminInitiateAuth", {
      UserPoolId,
      ClientId,
      AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: "ada", PASSWORD: password },
      ContextData: {
        IpAddress: place.ip,
        ServerName: "s",
        ServerPath: "/",
        HttpHeaders: [{ headerName: "User-Agent", headerValue: place.agent }],
      },
    });
  return {
    UserPoolId,
    ClientId,
    signIn,
    addUser: async (
      password = PASSWORD,
      attributes: { readonly Name: string; readonly Value: string }[] = [{ Name: "email", Value: "ada@example.com" }],
    ) => {
      await server.call("AdminCreateUser", { UserPoolId, Username: "ada", MessageAction: "SUPPRESS", UserAttributes: attributes });
      await server.call("AdminSetUserPassword", { UserPoolId, Username: "ada", Password: password, Permanent: true });
    },
    protect: (configuration: object) => server.call("SetRiskConfiguration", { UserPoolId, ...configuration }),
    events: async () => (await server.call("AdminListUserAuthEvents", { UserPoolId, Username: "ada" })).AuthEvents,
  };
}

const takeover = (action: string, Notify = false) => {
  const each = { Notify, EventAction: action };
  return {
    AccountTakeoverRiskConfiguration: {
      NotifyConfiguration: { SourceArn: SES },
      Actions: { LowAction: each, MediumAction: each, HighAction: each },
    },
  };
};

test("a sign-in by password, its event id, stands in the tokens", async () => {
  const pool = await protectedPool();
  await pool.addUser();
  const { body } = await pool.signIn(LAPTOP);
  const claims = JSON.parse(Buffer.from(body.AuthenticationResult.AccessToken.split(".")[1], "base64url").toString());
  expect(await pool.events()).toMatchObject([
    { EventId: claims.event_id, EventResponse: "Pass", EventContextData: { IpAddress: LAPTOP.ip, DeviceName: "Chrome 126, Linux" } },
  ]);
});

test("a pool without threat protection, a sign-in, writes no event", async () => {
  const pool = await protectedPool({ mode: "OFF" });
  await pool.addUser();
  await pool.signIn(LAPTOP);
  expect(await server.refusal("AdminListUserAuthEvents", { UserPoolId: pool.UserPoolId, Username: "ada" })).toMatchObject({
    __type: "UserPoolAddOnNotEnabledException",
  });
  expect(await server.services.store.count("authEvents", pool.UserPoolId)).toBe(0);
});

test("levels of risk, from known to stranger with failures, are low, medium and high", async () => {
  const pool = await protectedPool({ mode: "AUDIT" });
  await pool.addUser();
  await pool.signIn(LAPTOP);
  await pool.signIn({ ...LAPTOP, ip: STRANGER.ip });
  await pool.signIn({ ip: "203.0.113.1", agent: "first" });
  for (let failure = 0; failure < 3; failure += 1) await pool.signIn({ ip: "203.0.113.2", agent: "second" }, "wrong");
  await pool.signIn({ ip: "203.0.113.2", agent: "second" });
  const levels = (await pool.events()).map(({ EventResponse, EventRisk }: { EventResponse: string; EventRisk: object }) => [
    EventResponse,
    EventRisk,
  ]);
  expect(levels).toMatchObject([
    ["Pass", { RiskDecision: "AccountTakeover", RiskLevel: "High" }],
    ["Fail", { RiskDecision: "NoRisk" }],
    ["Fail", { RiskDecision: "NoRisk" }],
    ["Fail", { RiskDecision: "NoRisk" }],
    ["Pass", { RiskDecision: "AccountTakeover", RiskLevel: "Medium" }],
    ["Pass", { RiskDecision: "AccountTakeover", RiskLevel: "Low" }],
    ["Pass", { RiskDecision: "NoRisk" }],
  ]);
});

test("a stranger where BLOCK is set, with the right password, is refused and the user is warned", async () => {
  const pool = await protectedPool();
  await pool.addUser();
  await pool.protect(takeover("BLOCK", true));
  await pool.signIn(LAPTOP);
  expect((await pool.signIn(STRANGER)).body).toMatchObject({
    __type: "NotAuthorizedException",
    message: "Unable to login because of security reasons",
  });
  expect((await pool.events())[0]).toMatchObject({ EventResponse: "Fail", EventRisk: { RiskDecision: "Block", RiskLevel: "Medium" } });
  const [warning] = await server.control.messages({ username: "ada" });
  expect(warning).toMatchObject({ kind: "AccountTakeover_Block", destination: "ada@example.com", medium: "EMAIL" });
  expect(warning!.body).toContain(STRANGER.ip);
  expect((await pool.signIn(LAPTOP)).status).toBe(200);
});

test("a warning's link, followed, marks the event, and a valid one makes the place known", async () => {
  const pool = await protectedPool();
  await pool.addUser();
  await pool.protect(takeover("BLOCK", true));
  await pool.signIn(LAPTOP);
  await pool.signIn(STRANGER);
  const [warning] = await server.control.messages({ username: "ada" });
  const link = warning!.link!.replace("feedback_value=Invalid", "feedback_value=Valid");
  const page = await fetch(link);
  expect(page.status).toBe(200);
  expect((await pool.events())[0]).toMatchObject({ EventFeedback: { FeedbackValue: "Valid", Provider: "User" } });
  expect((await pool.signIn(STRANGER)).status).toBe(200);
  expect((await fetch(link.replace(/feedback_token=[^&]+/, "feedback_token=abc"))).status).toBe(400);
});

test("an audit, with BLOCK set, lets a stranger in and keeps what it found", async () => {
  const pool = await protectedPool({ mode: "AUDIT" });
  await pool.addUser();
  await pool.protect({ ...takeover("BLOCK", true), CompromisedCredentialsRiskConfiguration: { Actions: { EventAction: "BLOCK" } } });
  await pool.signIn(LAPTOP);
  expect((await pool.signIn(STRANGER)).status).toBe(200);
  expect((await pool.events())[0]).toMatchObject({
    EventResponse: "Pass",
    EventRisk: { RiskDecision: "AccountTakeover", RiskLevel: "Medium" },
  });
  expect(await server.control.messages({ username: "ada" })).toEqual([]);
});

test("MFA_REQUIRED, of a user without a second factor, blocks", async () => {
  const pool = await protectedPool({
    more: { MfaConfiguration: "OPTIONAL", SmsConfiguration: { SnsCallerArn: "arn:aws:iam::123456789012:role/sms" } },
  });
  await pool.addUser();
  await pool.protect(takeover("MFA_REQUIRED"));
  await pool.signIn(LAPTOP);
  expect((await pool.signIn(STRANGER)).body).toMatchObject({ message: "Unable to login because of security reasons" });
});

test("MFA_IF_CONFIGURED, of a user with a phone whose factor is off, asks for a code, and without a phone lets in", async () => {
  const pool = await protectedPool({
    more: { MfaConfiguration: "OPTIONAL", SmsConfiguration: { SnsCallerArn: "arn:aws:iam::123456789012:role/sms" } },
  });
  await pool.addUser(PASSWORD, [{ Name: "phone_number", Value: "+12065550100" }]);
  await pool.protect(takeover("MFA_IF_CONFIGURED"));
  expect((await pool.signIn(LAPTOP)).body.AuthenticationResult).toBeDefined();
  const { body: challenge } = await pool.signIn(STRANGER);
  expect(challenge).toMatchObject({ ChallengeName: "SMS_MFA" });
  const answer = (code: string) => ({
    UserPoolId: pool.UserPoolId,
    ClientId: pool.ClientId,
    ChallengeName: "SMS_MFA",
    Session: challenge.Session,
    ChallengeResponses: { USERNAME: "ada", SMS_MFA_CODE: code },
  });
  const code = (await server.control.messages({ username: "ada" }))[0]!.code!;
  await server.refusal("AdminRespondToAuthChallenge", answer(code === "000000" ? "000001" : "000000"));
  expect((await pool.events())[0]).toMatchObject({
    EventResponse: "Fail",
    ChallengeResponses: [
      { ChallengeName: "Password", ChallengeResponse: "Success" },
      { ChallengeName: "Mfa", ChallengeResponse: "Failure" },
    ],
  });
  await server.call("AdminRespondToAuthChallenge", answer(code));
  expect((await pool.events())[0]).toMatchObject({
    EventResponse: "Pass",
    ChallengeResponses: [{ ChallengeResponse: "Success" }, { ChallengeName: "Mfa", ChallengeResponse: "Success" }],
  });

  await server.call("AdminDeleteUserAttributes", { UserPoolId: pool.UserPoolId, Username: "ada", UserAttributeNames: ["phone_number"] });
  expect((await pool.signIn({ ip: "203.0.113.9", agent: "other" })).body.AuthenticationResult).toBeDefined();
});

test("a blocked range, whatever the password's worth, refuses sign-in and sign-up, and a skipped one is not judged", async () => {
  const pool = await protectedPool();
  await pool.addUser();
  await pool.protect({
    ...takeover("BLOCK"),
    RiskExceptionConfiguration: { BlockedIPRangeList: ["203.0.113.0/24", "127.0.0.0/8"], SkippedIPRangeList: ["198.51.100.0/24"] },
  });
  await pool.signIn(LAPTOP);
  expect((await pool.signIn({ ...LAPTOP, ip: "203.0.113.5" })).body).toMatchObject({
    __type: "NotAuthorizedException",
    message: "Request not allowed due to security reasons.",
  });
  expect(await server.refusal("SignUp", { ClientId: pool.ClientId, Username: "bob", Password: PASSWORD })).toMatchObject({
    message: "Request not allowed due to security reasons.",
  });
  expect((await pool.signIn(STRANGER)).status).toBe(200);
  expect((await pool.events())[0]).toMatchObject({ EventRisk: { RiskDecision: "NoRisk" } });
});

test("a compromised password where BLOCK is set, at sign-in, asks for a reset", async () => {
  const pool = await protectedPool();
  await pool.addUser(LEAKED);
  expect((await pool.signIn(LAPTOP, LEAKED)).status).toBe(200);
  expect((await pool.events())[0]).toMatchObject({ EventRisk: { CompromisedCredentialsDetected: true } });
  await pool.protect({ CompromisedCredentialsRiskConfiguration: { Actions: { EventAction: "BLOCK" } } });
  expect((await pool.signIn(LAPTOP, LEAKED)).body).toMatchObject({
    __type: "PasswordResetRequiredException",
    message: "Password reset required for user due to security reasons",
  });
});

test("a compromised password where BLOCK is set, at sign-up and change, is refused", async () => {
  const pool = await protectedPool();
  await pool.addUser();
  await pool.protect({
    CompromisedCredentialsRiskConfiguration: { EventFilter: ["SIGN_UP", "PASSWORD_CHANGE"], Actions: { EventAction: "BLOCK" } },
  });
  const refused = { __type: "InvalidPasswordException", message: "Provided password cannot be used for security reasons." };
  expect(await server.refusal("SignUp", { ClientId: pool.ClientId, Username: "bob", Password: LEAKED })).toEqual(refused);
  const { AuthenticationResult: tokens } = (await pool.signIn(LAPTOP)).body;
  expect(
    await server.refusal("ChangePassword", { AccessToken: tokens.AccessToken, PreviousPassword: PASSWORD, ProposedPassword: LEAKED }),
  ).toEqual(refused);
  await server.call("AdminSetUserPassword", { UserPoolId: pool.UserPoolId, Username: "ada", Password: PASSWORD, Permanent: false });
  const { body: challenge } = await pool.signIn(LAPTOP);
  const ChallengeResponses = { USERNAME: "ada", NEW_PASSWORD: LEAKED };
  expect(
    await server.refusal("RespondToAuthChallenge", {
      ClientId: pool.ClientId,
      ChallengeName: "NEW_PASSWORD_REQUIRED",
      Session: challenge.Session,
      ChallengeResponses,
    }),
  ).toEqual(refused);
});

test("events of sign-up, forgotten and changed passwords, are kept", async () => {
  const pool = await protectedPool({ more: { AutoVerifiedAttributes: ["email"] } });
  await server.call("SignUp", {
    ClientId: pool.ClientId,
    Username: "ada",
    Password: PASSWORD,
    UserAttributes: [{ Name: "email", Value: "ada@example.com" }],
  });
  await server.call("ResendConfirmationCode", { ClientId: pool.ClientId, Username: "ada" });
  await server.call("ConfirmSignUp", { ClientId: pool.ClientId, Username: "ada", ConfirmationCode: await server.sentCode() });
  await server.call("ForgotPassword", { ClientId: pool.ClientId, Username: "ada" });
  await server.call("ConfirmForgotPassword", {
    ClientId: pool.ClientId,
    Username: "ada",
    ConfirmationCode: await server.sentCode(),
    Password: "Other-123",
  });
  const seen = (await pool.events()).map(
    ({ EventType, EventResponse }: { EventType: string; EventResponse: string }) => `${EventType} ${EventResponse}`,
  );
  expect(seen).toEqual(["PasswordChange Pass", "ForgotPassword Pass", "ResendCode Pass", "SignUp InProgress"]);
});

test("an address that an app tells, of a client that may not propagate it, is not believed", async () => {
  const pool = await protectedPool();
  await pool.addUser();
  await server.call("InitiateAuth", {
    ClientId: pool.ClientId,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: "ada", PASSWORD },
    UserContextData: { IpAddress: "192.0.2.99" },
  });
  expect((await pool.events()).map(({ EventContextData }) => EventContextData.IpAddress)).toEqual([expect.stringMatching(/127\.0\.0\.1$/)]);
});

test("riskLevel, an event marked as invalid, does not make its place known", () => {
  const origin = { ipAddress: "192.0.2.1", userAgent: "a", told: true };
  const event = {
    poolId: "p",
    sub: "s",
    sequence: "1",
    id: "e",
    type: "SignIn",
    response: "Pass",
    risk: { decision: "NoRisk", compromised: false },
    challenges: [],
    origin,
    requestId: "r",
    createdAt: 0,
  } as const;
  const known = { ...event, origin: { ...origin, ipAddress: "192.0.2.2", userAgent: "b" } };
  expect(riskLevel(origin, [event, known], 1)).toBeUndefined();
  expect(riskLevel(origin, [{ ...event, feedback: { value: "Invalid", provider: "Admin", at: 0 } }, known], 1)).toBe("Medium");
});

test.each(["ENFORCED", "AUDIT"])("an address that is none, protection %s, is refused only where it is enforced", async (mode) => {
  const pool = await protectedPool({ mode });
  await pool.addUser();
  const { status, body } = await pool.signIn({ ...LAPTOP, ip: "somewhere" });
  if (mode === "AUDIT") expect(status).toBe(200);
  else expect(body).toEqual({ __type: "InvalidParameterException", message: "IpAddress is not a valid IP address." });
});
