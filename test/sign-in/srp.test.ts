import { createHmac } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { useTestServer } from "../support/server.ts";
import { MODULUS, srpTimestamp, startSrp } from "../support/srp-client.ts";
import { PASSWORD, srpSignIn } from "../support/srp-sign-in.ts";

const server = await useTestServer();

const WRONG = { __type: "NotAuthorizedException", message: "Incorrect username or password." };
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const NOON = new Date(Date.UTC(2025, 10, 4, 9, 8, 7));
const { place, addClient, addUser, initiation, setUp, holder, response, answerFor } = srpSignIn(server);

beforeEach(() => setUp({}, "ada"));

describe("InitiateAuth with USER_SRP_AUTH", () => {
  test("a known user is asked for PASSWORD_VERIFIER with salt, secret block and the server's value", async () => {
    const asked = await server.call("InitiateAuth", initiation("ada", startSrp().SRP_A));
    expect(asked).toEqual({
      ChallengeName: "PASSWORD_VERIFIER",
      Session: expect.stringMatching(/^.{20,2048}$/),
      ChallengeParameters: {
        USERNAME: "ada",
        USER_ID_FOR_SRP: "ada",
        SALT: expect.stringMatching(/^[1-9a-f][0-9a-f]{0,31}$/),
        SRP_B: expect.stringMatching(/^[0-9a-f]{1,768}$/),
        SECRET_BLOCK: expect.stringMatching(/^[0-9A-Za-z+/]+={0,2}$/),
      },
    });
  });

  test("the same user has the same salt every time, and every server's value is another", async () => {
    const first = (await server.call("InitiateAuth", initiation("ada", startSrp().SRP_A))).ChallengeParameters;
    const second = (await server.call("InitiateAuth", initiation("ada", startSrp().SRP_A))).ChallengeParameters;
    expect(second.SALT).toBe(first.SALT);
    expect(second.SRP_B).not.toBe(first.SRP_B);
  });

  test("in a pool of e-mail addresses the internal name is the sub, which then proves the password", async () => {
    await setUp({ UsernameAttributes: ["email"] }, "ada@example.com");
    const { responses, session } = await answerFor("ada@example.com", PASSWORD);
    expect(responses.USERNAME).toMatch(UUID);
    expect((await server.call("RespondToAuthChallenge", response(responses, session))).AuthenticationResult.TokenType).toBe("Bearer");
  });

  test.each([
    ["zero", "0"],
    ["the modulus", MODULUS.toString(16)],
    ["a multiple of the modulus", (3n * MODULUS).toString(16)],
    ["no number", "hello"],
  ])("an SRP_A that is %s is refused", async (_, srpA) => {
    expect((await server.refusal("InitiateAuth", initiation("ada", srpA))).__type).toBe("InvalidParameterException");
  });

  test("without SRP_A the parameter is missed by name", async () => {
    expect(await server.refusal("InitiateAuth", initiation("ada", ""))).toEqual({
      __type: "InvalidParameterException",
      message: "Missing required parameter SRP_A",
    });
  });

  test("a client without the flow is told so", async () => {
    await addClient({ ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] });
    const refusal = await server.refusal("InitiateAuth", initiation("ada", startSrp().SRP_A));
    expect(refusal).toEqual({ __type: "InvalidParameterException", message: "USER_SRP_AUTH is not enabled for the client." });
  });

  test("a disabled user is refused at once", async () => {
    await server.call("AdminDisableUser", { UserPoolId: place.poolId, Username: "ada" });
    const refusal = await server.refusal("InitiateAuth", initiation("ada", startSrp().SRP_A));
    expect(refusal).toEqual({ __type: "NotAuthorizedException", message: "User is disabled." });
  });
});

describe("RespondToAuthChallenge with PASSWORD_VERIFIER", () => {
  test("the right proof gives tokens, with the Session and without it", async () => {
    const one = await answerFor("ada", PASSWORD);
    expect((await server.call("RespondToAuthChallenge", response(one.responses, one.session))).AuthenticationResult.AccessToken).toBeTypeOf(
      "string",
    );
    const two = await answerFor("ada", PASSWORD);
    expect((await server.call("RespondToAuthChallenge", response(two.responses))).AuthenticationResult.AccessToken).toBeTypeOf("string");
  });

  test("through the administrator's door it works the same", async () => {
    const srp = startSrp();
    const asked = await server.call("AdminInitiateAuth", { UserPoolId: place.poolId, ...initiation("ada", srp.SRP_A) });
    const proof = srp.prove(holder("ada"), asked.ChallengeParameters);
    const answered = await server.call("AdminRespondToAuthChallenge", {
      UserPoolId: place.poolId,
      ...response({ USERNAME: "ada", ...proof }, asked.Session),
    });
    expect(answered.AuthenticationResult.TokenType).toBe("Bearer");
  });

  test("a proof is good for one sign-in, whether the Session comes with it or not", async () => {
    const { responses, session } = await answerFor("ada", PASSWORD);
    await server.call("RespondToAuthChallenge", response(responses));
    const spent = { __type: "NotAuthorizedException", message: "Invalid session for the user, session can only be used once." };
    expect(await server.refusal("RespondToAuthChallenge", response(responses))).toEqual(spent);
    expect(await server.refusal("RespondToAuthChallenge", response(responses, session))).toEqual(spent);
  });

  test("a proof that comes after minutes is refused", async () => {
    const { responses } = await answerFor("ada", PASSWORD);
    server.advance(200);
    const refusal = await server.refusal("RespondToAuthChallenge", response(responses));
    expect(refusal).toEqual({ __type: "NotAuthorizedException", message: "Invalid session for the user, session is expired." });
  });

  test("a wrong password is refused, and the right one then gets in with the same secret block", async () => {
    const srp = startSrp();
    const { ChallengeParameters: asked } = await server.call("InitiateAuth", initiation("ada", srp.SRP_A));
    const wrong = srp.prove(holder("ada", "Wr0ng-Password"), asked);
    expect(await server.refusal("RespondToAuthChallenge", response({ USERNAME: "ada", ...wrong }))).toEqual(WRONG);
    const right = srp.prove(holder("ada"), asked);
    expect((await server.call("RespondToAuthChallenge", response({ USERNAME: "ada", ...right }))).AuthenticationResult.TokenType).toBe(
      "Bearer",
    );
  });

  test("from the fifth wrong proof on the user is locked, and the right password is refused as well", async () => {
    server.control.setClock({ frozen: true });
    for (let round = 0; round < 5; round += 1) {
      const { responses } = await answerFor("ada", "Wr0ng-Password");
      expect(await server.refusal("RespondToAuthChallenge", response(responses))).toEqual(WRONG);
    }
    const { responses } = await answerFor("ada", PASSWORD);
    expect(await server.refusal("RespondToAuthChallenge", response(responses))).toEqual({
      __type: "NotAuthorizedException",
      message: "Password attempts exceeded",
    });
    server.advance(2);
    expect((await server.call("RespondToAuthChallenge", response(responses))).AuthenticationResult.TokenType).toBe("Bearer");
  });

  test("a password that changed between the two steps makes the proof of the old one worthless", async () => {
    const { responses } = await answerFor("ada", PASSWORD);
    await server.call("AdminSetUserPassword", { UserPoolId: place.poolId, Username: "ada", Password: "An0ther-Horse", Permanent: true });
    expect(await server.refusal("RespondToAuthChallenge", response(responses))).toEqual(WRONG);
  });

  test.each([
    ["a day with a leading zero", "Tue Nov 04 09:08:07 UTC 2025"],
    ["another language", "Di Nov 4 09:08:07 UTC 2025"],
    ["ISO 8601", NOON.toISOString()],
  ])("a signed time in the form of %s is refused", async (_, timestamp) => {
    const { responses } = await answerFor("ada", PASSWORD, timestamp);
    expect(await server.refusal("RespondToAuthChallenge", response(responses))).toEqual(WRONG);
  });

  test("a signed time with a day of one digit is accepted", async () => {
    expect(srpTimestamp(NOON)).toBe("Tue Nov 4 09:08:07 UTC 2025");
    const { responses } = await answerFor("ada", PASSWORD, srpTimestamp(NOON));
    expect((await server.call("RespondToAuthChallenge", response(responses))).AuthenticationResult.TokenType).toBe("Bearer");
  });

  test.each(["PASSWORD_CLAIM_SECRET_BLOCK", "PASSWORD_CLAIM_SIGNATURE", "TIMESTAMP", "USERNAME"])(
    "an answer without %s names what is missing",
    async (name) => {
      const { responses, session } = await answerFor("ada", PASSWORD);
      const rest = Object.fromEntries(Object.entries(responses).filter(([key]) => key !== name));
      expect(await server.refusal("RespondToAuthChallenge", response(rest, session))).toEqual({
        __type: "InvalidParameterException",
        message: `Missing required parameter ${name}`,
      });
    },
  );

  test("another user's name in the answer is refused", async () => {
    await addUser("eve");
    const { responses } = await answerFor("ada", PASSWORD);
    expect(await server.refusal("RespondToAuthChallenge", response({ ...responses, USERNAME: "eve" }))).toEqual({
      __type: "NotAuthorizedException",
      message: "Invalid session for the user.",
    });
  });

  test("another client's answer is refused", async () => {
    const { responses } = await answerFor("ada", PASSWORD);
    await addClient({});
    expect((await server.refusal("RespondToAuthChallenge", response(responses))).__type).toBe("NotAuthorizedException");
  });

  test("the holder of a temporary password is asked for a new one next, and gets in with it", async () => {
    await server.call("AdminCreateUser", {
      UserPoolId: place.poolId,
      Username: "bob",
      TemporaryPassword: "Temp-0rary",
      MessageAction: "SUPPRESS",
    });
    const { responses, session } = await answerFor("bob", "Temp-0rary");
    const next = await server.call("RespondToAuthChallenge", response(responses, session));
    expect(next.ChallengeName).toBe("NEW_PASSWORD_REQUIRED");
    const answer = {
      ChallengeName: "NEW_PASSWORD_REQUIRED",
      ClientId: place.clientId,
      Session: next.Session,
      ChallengeResponses: { USERNAME: "bob", NEW_PASSWORD: PASSWORD },
    };
    expect((await server.call("RespondToAuthChallenge", answer)).AuthenticationResult.TokenType).toBe("Bearer");
    const again = await answerFor("bob", PASSWORD);
    expect((await server.call("RespondToAuthChallenge", response(again.responses))).AuthenticationResult.TokenType).toBe("Bearer");
  });

  test("an unconfirmed user is told so, whatever the proof", async () => {
    await server.call("SignUp", { ClientId: place.clientId, Username: "new", Password: PASSWORD });
    for (const password of ["Wr0ng-Password", PASSWORD]) {
      const { responses } = await answerFor("new", password);
      expect(await server.refusal("RespondToAuthChallenge", response(responses))).toEqual({
        __type: "UserNotConfirmedException",
        message: "User is not confirmed.",
      });
    }
  });

  test("a client with a secret has both steps checked against it, the second with the returned name", async () => {
    const secret = await addClient({ GenerateSecret: true });
    const { clientId } = place;
    const hashOf = (name: string) =>
      createHmac("sha256", secret)
        .update(name + clientId)
        .digest("base64");
    const srp = startSrp();
    expect((await server.refusal("InitiateAuth", initiation("ada", srp.SRP_A))).message).toBe(
      `Client ${clientId} is configured with secret but SECRET_HASH was not received`,
    );
    const asked = await server.call("InitiateAuth", initiation("ada", srp.SRP_A, { SECRET_HASH: hashOf("ada") }));
    const proof = srp.prove(holder("ada"), asked.ChallengeParameters);
    const refusal = await server.refusal("RespondToAuthChallenge", response({ USERNAME: "ada", ...proof, SECRET_HASH: hashOf("eve") }));
    expect(refusal.message).toBe(`SecretHash does not match for the client: ${clientId}`);
    expect(
      (await server.call("RespondToAuthChallenge", response({ USERNAME: "ada", ...proof, SECRET_HASH: hashOf("ada") })))
        .AuthenticationResult.TokenType,
    ).toBe("Bearer");
  });
});
