import { beforeEach, describe, expect, test } from "vitest";
import { useTestServer } from "../support/server.ts";
import { startSrp } from "../support/srp-client.ts";
import { answering, type TriggerEvent, useLambda } from "../triggers/lambda.ts";
import { confirmedUser, PASSWORD, type Pool, poolWith } from "../triggers/pool-with-triggers.ts";

const lambda = await useLambda();
const server = await useTestServer({ lambdaEndpoint: lambda.url });
const TRIGGERS = ["DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse"];
const FAILED = { __type: "NotAuthorizedException", message: "Incorrect username or password." };

let pool: Pool;

beforeEach(async () => {
  pool = await poolWith(server, TRIGGERS);
  await confirmedUser(server, pool);
  lambda.define("DefineAuthChallenge", (event) => answering(untilRight(event, 3))(event));
  lambda.define(
    "CreateAuthChallenge",
    answering({ publicChallengeParameters: { question: "7 x 6" }, privateChallengeParameters: { answer: "42" }, challengeMetadata: "SUM" }),
  );
  lambda.define("VerifyAuthChallengeResponse", (event) =>
    answering({ answerCorrect: event.request.challengeAnswer === event.request.privateChallengeParameters.answer })(event),
  );
});

/** Tokens for a right answer, an end after so many wrong ones. */
function untilRight({ request: { session } }: TriggerEvent, most: number): object {
  if (session.at(-1)?.challengeResult) return { issueTokens: true, failAuthentication: false };
  return session.length >= most
    ? { issueTokens: false, failAuthentication: true }
    : { challengeName: "CUSTOM_CHALLENGE", issueTokens: false, failAuthentication: false };
}

const initiate = (parameters: object = {}, extra: object = {}) => ({
  ClientId: pool.client,
  AuthFlow: "CUSTOM_AUTH",
  AuthParameters: { USERNAME: "ada", ...parameters },
  ...extra,
});
const begin = (parameters: object = {}, extra: object = {}) => server.call("InitiateAuth", initiate(parameters, extra));
const respond = (ChallengeName: string, Session: string, responses: object, extra: object = {}) => ({
  ClientId: pool.client,
  ChallengeName,
  Session,
  ChallengeResponses: { USERNAME: "ada", ...responses },
  ...extra,
});
const answer = (Session: string, ANSWER: string, extra: object = {}) =>
  server.call("RespondToAuthChallenge", respond("CUSTOM_CHALLENGE", Session, { ANSWER }, extra));
const sessions = () =>
  lambda.events.filter(({ triggerSource }) => triggerSource.startsWith("Define")).map(({ request }) => request.session);

describe("without a password", () => {
  test("CUSTOM_AUTH, the right answer, gives tokens", async () => {
    const asked = await begin();
    expect(asked).toEqual({
      ChallengeName: "CUSTOM_CHALLENGE",
      Session: expect.any(String),
      ChallengeParameters: { question: "7 x 6", USERNAME: "ada" },
    });
    const done = await answer(asked.Session, "42");
    expect((await server.call("GetUser", { AccessToken: done.AuthenticationResult.AccessToken })).Username).toBe("ada");
    const sources = ["DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse", "DefineAuthChallenge"].map(
      (name) => `${name}_Authentication`,
    );
    expect(lambda.sources()).toEqual(sources);
    expect(sessions()).toEqual([[], [{ challengeName: "CUSTOM_CHALLENGE", challengeResult: true, challengeMetadata: "SUM" }]]);
  });

  test("CUSTOM_AUTH, wrong answers, are told to the function until it ends the sign-in", async () => {
    let { Session } = await begin();
    for (let round = 0; round < 2; round += 1) {
      const next = await answer(Session, "41");
      expect(next.ChallengeName).toBe("CUSTOM_CHALLENGE");
      Session = next.Session;
    }
    expect(await server.refusal("RespondToAuthChallenge", respond("CUSTOM_CHALLENGE", Session, { ANSWER: "41" }))).toMatchObject(FAILED);
    expect(sessions().at(-1)).toHaveLength(3);
  });

  test("CUSTOM_AUTH, the right answer with a session that has had its wrong one, is refused, be it the last", async () => {
    const { Session } = await begin();
    const second = await answer(Session, "41");
    const third = await answer(second.Session, "41");
    await server.refusal("RespondToAuthChallenge", respond("CUSTOM_CHALLENGE", third.Session, { ANSWER: "41" }));
    for (const used of [Session, second.Session, third.Session])
      expect((await server.refusal("RespondToAuthChallenge", respond("CUSTOM_CHALLENGE", used, { ANSWER: "42" }))).message).toBe(
        "Invalid session for the user, session can only be used once.",
      );
  });

  test("CUSTOM_AUTH, an answer that is missing, is named and leaves the session", async () => {
    const { Session } = await begin();
    expect((await server.refusal("RespondToAuthChallenge", respond("CUSTOM_CHALLENGE", Session, {}))).message).toBe(
      "Missing required parameter ANSWER",
    );
    expect((await answer(Session, "42")).AuthenticationResult.TokenType).toBe("Bearer");
  });

  test("CUSTOM_AUTH, ClientMetadata, reaches the functions from the answer and not from the beginning", async () => {
    const { Session } = await begin({}, { ClientMetadata: { from: "start" } });
    expect(lambda.events.map(({ request }) => request.clientMetadata)).toEqual([undefined, undefined]);
    await answer(Session, "42", { ClientMetadata: { from: "answer" } });
    expect(lambda.events.slice(2).map(({ request }) => request.clientMetadata)).toEqual([{ from: "answer" }, { from: "answer" }]);
  });

  test("CUSTOM_AUTH, what the functions say being longer than a Session may be, still signs in", async () => {
    lambda.define(
      "CreateAuthChallenge",
      answering({ publicChallengeParameters: {}, privateChallengeParameters: { answer: "42", token: "x".repeat(3000) } }),
    );
    const { Session } = await begin();
    expect(Session.length).toBeLessThanOrEqual(2048);
    expect((await answer(Session, "42")).AuthenticationResult.TokenType).toBe("Bearer");
  });

  test("CUSTOM_AUTH, a function that issues tokens at once, needs no challenge", async () => {
    lambda.define("DefineAuthChallenge", answering({ issueTokens: true }));
    expect((await begin()).AuthenticationResult.TokenType).toBe("Bearer");
  });

  test("CUSTOM_AUTH, a function that fails and issues tokens, fails", async () => {
    lambda.define("DefineAuthChallenge", answering({ issueTokens: true, failAuthentication: true }));
    expect(await server.refusal("InitiateAuth", initiate())).toMatchObject(FAILED);
  });

  test.each([{}, { challengeName: "MAGIC" }, { challengeName: "PASSWORD_VERIFIER" }, { challengeName: "SMS_MFA" }])(
    "CUSTOM_AUTH, a function that answers %j, is not recognized",
    async (response) => {
      lambda.define("DefineAuthChallenge", answering(response));
      expect(await server.refusal("InitiateAuth", initiate())).toMatchObject({
        __type: "InvalidLambdaResponseException",
        message: "Unrecognizable lambda output",
      });
    },
  );

  test("CUSTOM_AUTH, a function that asks for a code by SMS, has it sent and is told of it", async () => {
    await server.call("AdminUpdateUserAttributes", {
      UserPoolId: pool.pool,
      Username: "ada",
      UserAttributes: [{ Name: "phone_number", Value: "+15550001234" }],
    });
    lambda.define("DefineAuthChallenge", (event) =>
      answering(event.request.session.length === 0 ? { challengeName: "SMS_MFA" } : { issueTokens: true })(event),
    );
    const { ChallengeName, Session } = await begin();
    expect(ChallengeName).toBe("SMS_MFA");
    const [message] = await server.control.messages({ username: "ada" });
    const done = await server.call("RespondToAuthChallenge", respond("SMS_MFA", Session, { SMS_MFA_CODE: message!.code }));
    expect(done.AuthenticationResult.TokenType).toBe("Bearer");
    expect(sessions().at(-1)).toEqual([{ challengeName: "SMS_MFA", challengeResult: true, challengeMetadata: null }]);
  });

  test("CUSTOM_AUTH, a user with a second factor, is not asked for it, for the functions decide", async () => {
    await server.call("SetUserPoolMfaConfig", {
      UserPoolId: pool.pool,
      MfaConfiguration: "ON",
      SoftwareTokenMfaConfiguration: { Enabled: true },
    });
    expect((await answer((await begin()).Session, "42")).AuthenticationResult.TokenType).toBe("Bearer");
  });

  test("CUSTOM_AUTH, a name that nobody has, is asked as anybody and gets no tokens", async () => {
    const { client } = await withClient({ PreventUserExistenceErrors: "ENABLED" });
    const asked = await server.call("InitiateAuth", { ...initiate({ USERNAME: "nobody" }), ClientId: client });
    expect(asked.ChallengeParameters).toEqual({ question: "7 x 6", USERNAME: "nobody" });
    expect(lambda.events[0]!.request).toMatchObject({ userNotFound: true, userAttributes: {} });
    const given = { ...respond("CUSTOM_CHALLENGE", asked.Session, { USERNAME: "nobody", ANSWER: "42" }), ClientId: client };
    expect(await server.refusal("RespondToAuthChallenge", given)).toMatchObject(FAILED);
  });

  test("CUSTOM_AUTH, a user of a client that hides who exists, is in no event said to be unknown", async () => {
    const { client } = await withClient({ PreventUserExistenceErrors: "ENABLED" });
    const { Session } = await server.call("InitiateAuth", { ...initiate(), ClientId: client });
    await server.call("RespondToAuthChallenge", { ...respond("CUSTOM_CHALLENGE", Session, { ANSWER: "42" }), ClientId: client });
    expect(lambda.events.map(({ request }) => request.userNotFound)).toEqual([undefined, undefined, undefined, undefined]);
  });

  test("CUSTOM_AUTH, a name that nobody has, is told to a client that does not hide it", async () => {
    expect((await server.refusal("InitiateAuth", initiate({ USERNAME: "nobody" }))).__type).toBe("UserNotFoundException");
  });

  test("CUSTOM_AUTH, a disabled or unconfirmed user, is refused before any function is asked", async () => {
    await server.call("AdminDisableUser", { UserPoolId: pool.pool, Username: "ada" });
    expect((await server.refusal("InitiateAuth", initiate())).message).toBe("User is disabled.");
    await server.call("SignUp", { ClientId: pool.client, Username: "eve", Password: PASSWORD });
    expect((await server.refusal("InitiateAuth", initiate({ USERNAME: "eve" }))).__type).toBe("UserNotConfirmedException");
    expect(lambda.events).toEqual([]);
  });

  test("CUSTOM_AUTH, a pool without the function, is refused", async () => {
    pool = await poolWith(server, []);
    expect(await server.refusal("InitiateAuth", initiate())).toMatchObject({
      __type: "InvalidParameterException",
      message: "Custom auth lambda trigger is not configured for the user pool.",
    });
  });

  test("CUSTOM_AUTH, a pool without the function that makes challenges, is told so", async () => {
    pool = await poolWith(server, ["DefineAuthChallenge"]);
    await confirmedUser(server, pool);
    expect((await server.refusal("InitiateAuth", initiate())).__type).toBe("UnexpectedLambdaException");
  });

  test("CUSTOM_AUTH, a client that was not given the flow, is refused", async () => {
    const { client } = await withClient({ ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH"] });
    expect(await server.refusal("InitiateAuth", { ...initiate(), ClientId: client })).toMatchObject({
      __type: "InvalidParameterException",
      message: "CUSTOM_AUTH is not enabled for the client.",
    });
  });

  test("CUSTOM_AUTH, a user with a temporary password, is not asked for a new one", async () => {
    await server.call("AdminSetUserPassword", { UserPoolId: pool.pool, Username: "ada", Password: PASSWORD, Permanent: false });
    expect((await answer((await begin()).Session, "42")).AuthenticationResult.TokenType).toBe("Bearer");
  });
});

const withClient = async (settings: object) => ({
  client: (await server.call("CreateUserPoolClient", { UserPoolId: pool.pool, ClientName: "other", ...settings })).UserPoolClient.ClientId,
});

describe("with the password first", () => {
  const PASSED = [
    { challengeName: "SRP_A", challengeResult: true, challengeMetadata: null },
    { challengeName: "PASSWORD_VERIFIER", challengeResult: true, challengeMetadata: null },
  ];

  beforeEach(() => {
    lambda.define("DefineAuthChallenge", (event) => {
      const { session } = event.request;
      if (session.length === 1) return answering({ challengeName: "PASSWORD_VERIFIER" })(event);
      return answering(session.length === 2 ? { challengeName: "CUSTOM_CHALLENGE" } : untilRight(event, 5))(event);
    });
  });

  async function verified(password = PASSWORD) {
    const srp = startSrp();
    const asked = await begin({ CHALLENGE_NAME: "SRP_A", SRP_A: srp.SRP_A });
    expect(asked.ChallengeName).toBe("PASSWORD_VERIFIER");
    return respond(
      "PASSWORD_VERIFIER",
      asked.Session,
      srp.prove({ group: pool.pool.split("_")[1]!, id: "ada", password }, asked.ChallengeParameters),
    );
  }

  test("CUSTOM_AUTH, the right password and the right answer, gives tokens", async () => {
    const asked = await server.call("RespondToAuthChallenge", await verified());
    expect(asked).toMatchObject({ ChallengeName: "CUSTOM_CHALLENGE", ChallengeParameters: { question: "7 x 6", USERNAME: "ada" } });
    expect((await answer(asked.Session, "42")).AuthenticationResult.TokenType).toBe("Bearer");
    expect(sessions()).toEqual([
      PASSED.slice(0, 1),
      PASSED,
      [...PASSED, { challengeName: "CUSTOM_CHALLENGE", challengeResult: true, challengeMetadata: "SUM" }],
    ]);
  });

  test("CUSTOM_AUTH, a wrong password, is refused", async () => {
    expect(await server.refusal("RespondToAuthChallenge", await verified("Wr0ng-password"))).toMatchObject(FAILED);
  });

  test("CUSTOM_AUTH, no SRP_A, is named", async () => {
    expect((await server.refusal("InitiateAuth", initiate({ CHALLENGE_NAME: "SRP_A" }))).message).toBe("Missing required parameter SRP_A");
  });

  test("CUSTOM_AUTH, a temporary password, is replaced once the functions are satisfied", async () => {
    await server.call("AdminSetUserPassword", { UserPoolId: pool.pool, Username: "ada", Password: PASSWORD, Permanent: false });
    const asked = await server.call("RespondToAuthChallenge", await verified());
    const next = await answer(asked.Session, "42");
    expect(next.ChallengeName).toBe("NEW_PASSWORD_REQUIRED");
    const done = await server.call(
      "RespondToAuthChallenge",
      respond("NEW_PASSWORD_REQUIRED", next.Session, { NEW_PASSWORD: "An0ther-one" }),
    );
    expect(done.AuthenticationResult.TokenType).toBe("Bearer");
  });
});
