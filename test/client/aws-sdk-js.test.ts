import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  NotAuthorizedException,
  RespondToAuthChallengeCommand,
  RevokeTokenCommand,
  SignUpCommand,
  UserNotConfirmedException,
} from "@aws-sdk/client-cognito-identity-provider";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { beforeEach, describe, expect, test } from "vitest";
import { useTestServer } from "../support/server.ts";

const server = await useTestServer();
const sdk = new CognitoIdentityProviderClient({
  endpoint: server.url,
  region: "us-east-1",
  credentials: { accessKeyId: "any", secretAccessKey: "any" },
});

const PASSWORD = "Corr3ct-Horse";
let poolId: string;
let clientId: string;

beforeEach(async () => {
  const { UserPool } = await sdk.send(new CreateUserPoolCommand({ PoolName: "shop", AutoVerifiedAttributes: ["email"] }));
  poolId = UserPool!.Id!;
  const { UserPoolClient } = await sdk.send(
    new CreateUserPoolClientCommand({
      UserPoolId: poolId,
      ClientName: "web",
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    }),
  );
  clientId = UserPoolClient!.ClientId!;
});

const signIn = async (username = "ada", password = PASSWORD) =>
  (
    await sdk.send(
      new InitiateAuthCommand({
        AuthFlow: "USER_PASSWORD_AUTH",
        ClientId: clientId,
        AuthParameters: { USERNAME: username, PASSWORD: password },
      }),
    )
  ).AuthenticationResult!;

async function signUpAda() {
  await sdk.send(
    new SignUpCommand({
      ClientId: clientId,
      Username: "ada",
      Password: PASSWORD,
      UserAttributes: [{ Name: "email", Value: "ada@example.com" }],
    }),
  );
  const [message] = await server.control.messages({ username: "ada" });
  await sdk.send(new ConfirmSignUpCommand({ ClientId: clientId, Username: "ada", ConfirmationCode: message!.code! }));
}

describe("AWS SDK for JavaScript v3", () => {
  test("a user signs up, confirms with the code of the inbox, signs in and reads their attributes", async () => {
    await sdk.send(
      new SignUpCommand({
        ClientId: clientId,
        Username: "ada",
        Password: PASSWORD,
        UserAttributes: [{ Name: "email", Value: "ada@example.com" }],
      }),
    );
    await expect(signIn()).rejects.toThrow(UserNotConfirmedException);
    const [message] = await server.control.messages({ username: "ada" });
    expect(message).toMatchObject({ medium: "EMAIL", destination: "ada@example.com", kind: "CustomMessage_SignUp" });
    await sdk.send(new ConfirmSignUpCommand({ ClientId: clientId, Username: "ada", ConfirmationCode: message!.code! }));
    const { AccessToken } = await signIn();
    const user = await sdk.send(new GetUserCommand({ AccessToken }));
    expect(user.Username).toBe("ada");
    expect(user.UserAttributes).toContainEqual({ Name: "email_verified", Value: "true" });
  });

  test("tokens are verified by jose with the keys of the issuer's JWKS", async () => {
    await signUpAda();
    const { IdToken } = await signIn();
    const issuer = `${server.url}/${poolId}`;
    const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));
    const { payload } = await jwtVerify(IdToken!, keys, { issuer, audience: clientId });
    expect(payload).toMatchObject({ token_use: "id", "cognito:username": "ada", email: "ada@example.com", email_verified: true });
  });

  test("a user made by an administrator answers NEW_PASSWORD_REQUIRED and is signed in; the session cannot be used again", async () => {
    await sdk.send(
      new AdminCreateUserCommand({ UserPoolId: poolId, Username: "bob", TemporaryPassword: "Temp-0rary", MessageAction: "SUPPRESS" }),
    );
    const asked = await sdk.send(
      new InitiateAuthCommand({
        AuthFlow: "USER_PASSWORD_AUTH",
        ClientId: clientId,
        AuthParameters: { USERNAME: "bob", PASSWORD: "Temp-0rary" },
      }),
    );
    expect(asked.ChallengeName).toBe("NEW_PASSWORD_REQUIRED");
    const answer = new RespondToAuthChallengeCommand({
      ClientId: clientId,
      ChallengeName: "NEW_PASSWORD_REQUIRED",
      Session: asked.Session,
      ChallengeResponses: { USERNAME: "bob", NEW_PASSWORD: PASSWORD },
    });
    expect((await sdk.send(answer)).AuthenticationResult?.AccessToken).toBeTypeOf("string");
    await expect(sdk.send(answer)).rejects.toThrow("Invalid session for the user, session can only be used once.");
    expect((await sdk.send(new AdminGetUserCommand({ UserPoolId: poolId, Username: "bob" }))).UserStatus).toBe("CONFIRMED");
  });

  test("a refreshed session keeps its origin, and a revoked one is refused", async () => {
    await signUpAda();
    const { RefreshToken, AccessToken } = await signIn();
    const refreshed = await sdk.send(
      new InitiateAuthCommand({ AuthFlow: "REFRESH_TOKEN_AUTH", ClientId: clientId, AuthParameters: { REFRESH_TOKEN: RefreshToken! } }),
    );
    expect(refreshed.AuthenticationResult?.RefreshToken).toBeUndefined();
    await sdk.send(new RevokeTokenCommand({ ClientId: clientId, Token: RefreshToken! }));
    await expect(sdk.send(new GetUserCommand({ AccessToken }))).rejects.toThrow("Access Token has been revoked");
    await expect(
      sdk.send(
        new InitiateAuthCommand({ AuthFlow: "REFRESH_TOKEN_AUTH", ClientId: clientId, AuthParameters: { REFRESH_TOKEN: RefreshToken! } }),
      ),
    ).rejects.toThrow("Refresh Token has been revoked");
  });

  test("after GlobalSignOut old tokens are refused and a new sign-in works, with the clock standing still", async () => {
    await signUpAda();
    server.control.setClock({ frozen: true });
    const { AccessToken } = await signIn();
    await sdk.send(new GlobalSignOutCommand({ AccessToken }));
    await expect(sdk.send(new GetUserCommand({ AccessToken }))).rejects.toThrow("Access Token has been revoked");
    const again = await signIn();
    expect((await sdk.send(new GetUserCommand({ AccessToken: again.AccessToken }))).Username).toBe("ada");
  });

  test("wrong passwords are refused, and from the fifth on the user is locked for a while", async () => {
    await signUpAda();
    server.control.setClock({ frozen: true });
    for (let round = 0; round < 5; round += 1)
      await expect(signIn("ada", "Wr0ng-Password")).rejects.toThrow("Incorrect username or password.");
    await expect(signIn()).rejects.toThrow("Password attempts exceeded");
    server.advance(2);
    expect((await signIn()).TokenType).toBe("Bearer");
  });

  test("errors are the SDK's own classes with request ids", async () => {
    await signUpAda();
    const failure = await signIn("ada", "Wr0ng-Password").catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(NotAuthorizedException);
    expect((failure as NotAuthorizedException).$metadata).toMatchObject({
      httpStatusCode: 400,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
  });
});
