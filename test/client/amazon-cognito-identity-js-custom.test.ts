import { AuthenticationDetails, CognitoUser, CognitoUserPool, type CognitoUserSession } from "amazon-cognito-identity-js";
import { beforeEach, describe, expect, test } from "vitest";
import { useTestServer } from "../support/server.ts";
import { useLambda } from "../triggers/lambda.ts";
import { confirmedUser, PASSWORD, poolWith } from "../triggers/pool-with-triggers.ts";
import { defineQuestions, QUESTION_TRIGGERS } from "../triggers/questions.ts";

const lambda = await useLambda();
const server = await useTestServer({ lambdaEndpoint: lambda.url });

type Stop = { readonly session: CognitoUserSession } | { readonly question: unknown };

const stopOf = (
  start: (callbacks: {
    onSuccess(session: CognitoUserSession): void;
    onFailure(error: unknown): void;
    customChallenge(question: unknown): void;
  }) => void,
) =>
  new Promise<Stop>((resolve, reject) =>
    start({ onSuccess: (session) => resolve({ session }), onFailure: reject, customChallenge: (question) => resolve({ question }) }),
  );

let user: CognitoUser;

beforeEach(async () => {
  defineQuestions(lambda);
  const { pool, client } = await poolWith(server, QUESTION_TRIGGERS);
  await confirmedUser(server, { pool, client });
  user = new CognitoUser({ Username: "ada", Pool: new CognitoUserPool({ UserPoolId: pool, ClientId: client, endpoint: server.url }) });
  user.setAuthenticationFlowType("CUSTOM_AUTH");
});

const answer = (text: string) => stopOf((callbacks) => user.sendCustomChallengeAnswer(text, callbacks));

describe("amazon-cognito-identity-js with custom questions", () => {
  test.each([
    ["initiateAuth asks without a password", undefined],
    ["authenticateUser proves the password by SRP first", PASSWORD],
  ])("%s; sendCustomChallengeAnswer gives a session for the right answer only", async (_, Password) => {
    const details = new AuthenticationDetails({ Username: "ada", Password });
    const asked = await stopOf((callbacks) =>
      Password === undefined ? user.initiateAuth(details, callbacks) : user.authenticateUser(details, callbacks),
    );
    expect(asked).toMatchObject({ question: { question: "7 x 6" } });
    expect(await answer("41")).toMatchObject({ question: { question: "7 x 6" } });
    expect(await answer("42")).toHaveProperty("session");
    expect(user.getSignInUserSession()?.getIdToken().payload).toMatchObject({ "cognito:username": "ada" });
  });

  test("authenticateUser with a wrong password is asked nothing", async () => {
    const details = new AuthenticationDetails({ Username: "ada", Password: "Wr0ng-enough" });
    await expect(stopOf((callbacks) => user.authenticateUser(details, callbacks))).rejects.toMatchObject({
      code: "NotAuthorizedException",
    });
  });
});
