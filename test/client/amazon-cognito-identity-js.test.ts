import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserAttribute,
  CognitoUserPool,
  type CognitoUserSession,
  type ISignUpResult,
  type NodeCallback,
} from "amazon-cognito-identity-js";
import { beforeEach, describe, expect, test } from "vitest";
import { useTestServer } from "../support/server.ts";

const server = await useTestServer();
const PASSWORD = "Corr3ct-Horse";

let poolId: string;
let pool: CognitoUserPool;

beforeEach(async () => {
  poolId = (await server.call("CreateUserPool", { PoolName: "shop", AutoVerifiedAttributes: ["email"] })).UserPool.Id;
  const { UserPoolClient } = await server.call("CreateUserPoolClient", {
    UserPoolId: poolId,
    ClientName: "web",
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  });
  pool = new CognitoUserPool({ UserPoolId: poolId, ClientId: UserPoolClient.ClientId, endpoint: server.url, Storage: ownStorage() });
});

/** The library's own store is shared by everything in the process. */
function ownStorage() {
  const items = new Map<string, string>();
  return {
    setItem: (key: string, value: string) => void items.set(key, value),
    getItem: (key: string) => items.get(key) ?? null,
    removeItem: (key: string) => void items.delete(key),
    clear: () => items.clear(),
  };
}

const called = <T>(start: (callback: NodeCallback<Error, T>) => void): Promise<T> =>
  new Promise((resolve, reject) => start((error, result) => (error ? reject(error) : resolve(result as T))));

const userNamed = (name: string) => {
  const user = new CognitoUser({
    Username: name,
    Pool: pool,
    Storage: (pool as unknown as { storage: ReturnType<typeof ownStorage> }).storage,
  });
  user.setAuthenticationFlowType("USER_PASSWORD_AUTH");
  return user;
};

type SignedIn = { session: CognitoUserSession } | { newPasswordFor: Record<string, string> };

const signIn = (user: CognitoUser, password = PASSWORD): Promise<SignedIn> =>
  new Promise((resolve, reject) =>
    user.authenticateUser(new AuthenticationDetails({ Username: user.getUsername(), Password: password }), {
      onSuccess: (session) => resolve({ session }),
      onFailure: reject,
      newPasswordRequired: (attributes) => resolve({ newPasswordFor: attributes }),
    }),
  );

const newestCode = async (username: string) => (await server.control.messages({ username }))[0]!.code!;

async function signedUp(name = "ada"): Promise<CognitoUser> {
  const email = new CognitoUserAttribute({ Name: "email", Value: `${name}@example.com` });
  await called((done) => pool.signUp(name, PASSWORD, [email], [], done));
  const user = userNamed(name);
  const code = await newestCode(name);
  await called((done) => user.confirmRegistration(code, false, done));
  return user;
}

async function signedIn(name = "ada"): Promise<{ user: CognitoUser; session: CognitoUserSession }> {
  const user = await signedUp(name);
  const answer = await signIn(user);
  if (!("session" in answer)) throw new Error("a challenge was asked");
  return { user, session: answer.session };
}

describe("amazon-cognito-identity-js", () => {
  test("signUp, before and after confirmRegistration, signs in only when confirmed", async () => {
    const email = new CognitoUserAttribute({ Name: "email", Value: "ada@example.com" });
    const result = await called<ISignUpResult>((done) => pool.signUp("ada", PASSWORD, [email], [], done));
    expect(result).toMatchObject({ userConfirmed: false, codeDeliveryDetails: { Destination: "a***@e***", AttributeName: "email" } });
    const user = userNamed("ada");
    await expect(signIn(user)).rejects.toMatchObject({ code: "UserNotConfirmedException" });
    await expect(called((done) => user.confirmRegistration("000000", false, done))).rejects.toMatchObject({
      code: "CodeMismatchException",
    });
    expect(await called((done) => user.resendConfirmationCode(done))).toMatchObject({ CodeDeliveryDetails: { DeliveryMedium: "EMAIL" } });
    const code = await newestCode("ada");
    expect(await called((done) => user.confirmRegistration(code, false, done))).toBe("SUCCESS");
    expect(await signIn(user)).toHaveProperty("session");
  });

  test("authenticateUser gives a valid session, and the attributes of the user are read, changed and deleted with it", async () => {
    const { user, session } = await signedIn();
    expect(session.isValid()).toBe(true);
    expect(session.getIdToken().decodePayload()).toMatchObject({ "cognito:username": "ada", token_use: "id" });
    await called((done) => user.updateAttributes([new CognitoUserAttribute({ Name: "nickname", Value: "Countess" })], done));
    const read = async () =>
      Object.fromEntries(
        (await called<CognitoUserAttribute[]>((done) => user.getUserAttributes(done))).map(({ Name, Value }) => [Name, Value]),
      );
    expect(await read()).toMatchObject({ email: "ada@example.com", email_verified: "true", nickname: "Countess" });
    await called((done) => user.deleteAttributes(["nickname"], done));
    expect(await read()).not.toHaveProperty("nickname");
  });

  test("authenticateUser with a wrong password, and of an unknown user, fails with the library's error codes", async () => {
    const user = await signedUp();
    await expect(signIn(user, "Wr0ng-Horse")).rejects.toMatchObject({
      code: "NotAuthorizedException",
      message: "Incorrect username or password.",
    });
    await expect(signIn(userNamed("eve"))).rejects.toMatchObject({ code: "UserNotFoundException", message: "User does not exist." });
  });

  test("authenticateUser of a user with a temporary password calls newPasswordRequired, and completing it signs in", async () => {
    await server.call("AdminCreateUser", {
      UserPoolId: poolId,
      Username: "bob",
      TemporaryPassword: "Temp-0rary",
      MessageAction: "SUPPRESS",
      UserAttributes: [{ Name: "email", Value: "bob@example.com" }],
    });
    const user = userNamed("bob");
    expect(await signIn(user, "Temp-0rary")).toMatchObject({ newPasswordFor: { email: "bob@example.com" } });
    const session = await new Promise<CognitoUserSession>((resolve, reject) =>
      user.completeNewPasswordChallenge(PASSWORD, { nickname: "Bobby" }, { onSuccess: resolve, onFailure: reject }),
    );
    expect(session.getIdToken().decodePayload()).toMatchObject({ nickname: "Bobby" });
  });

  test("changePassword, with the current password, leaves only the new one valid", async () => {
    const { user } = await signedIn();
    await expect(called((done) => user.changePassword("Wr0ng-Horse", "N3w-Password", done))).rejects.toMatchObject({
      code: "NotAuthorizedException",
    });
    expect(await called((done) => user.changePassword(PASSWORD, "N3w-Password", done))).toBe("SUCCESS");
    await expect(signIn(user)).rejects.toMatchObject({ code: "NotAuthorizedException" });
    expect(await signIn(user, "N3w-Password")).toHaveProperty("session");
  });

  test("forgotPassword and confirmPassword, with the code of the message, set a new password", async () => {
    const user = await signedUp();
    const delivery = await new Promise((resolve, reject) =>
      user.forgotPassword({ onSuccess: resolve, onFailure: reject, inputVerificationCode: resolve }),
    );
    expect(delivery).toMatchObject({ CodeDeliveryDetails: { Destination: "a***@e***" } });
    const code = await newestCode("ada");
    await new Promise<string>((resolve, reject) => user.confirmPassword(code, "N3w-Password", { onSuccess: resolve, onFailure: reject }));
    expect(await signIn(user, "N3w-Password")).toHaveProperty("session");
  });

  test("refreshSession, and getSession of an expired session, give new tokens of the same sign-in", async () => {
    const { user, session } = await signedIn();
    const renewed = await called<CognitoUserSession>((done) => user.refreshSession(session.getRefreshToken(), done));
    expect(renewed.getAccessToken().getJwtToken()).not.toBe(session.getAccessToken().getJwtToken());
    expect(renewed.getAccessToken().decodePayload()["origin_jti"]).toBe(session.getAccessToken().decodePayload()["origin_jti"]);
    const current = pool.getCurrentUser()!;
    const restored = await new Promise<CognitoUserSession>((resolve, reject) =>
      current.getSession((error: Error | null, found: CognitoUserSession | null) => (error ? reject(error) : resolve(found!))),
    );
    expect(restored.isValid()).toBe(true);
  });

  test("globalSignOut ends the session: its refresh token and its access token are refused", async () => {
    const { user, session } = await signedIn();
    expect(await new Promise((resolve, reject) => user.globalSignOut({ onSuccess: resolve, onFailure: reject }))).toBe("SUCCESS");
    await expect(called((done) => user.refreshSession(session.getRefreshToken(), done))).rejects.toMatchObject({
      code: "NotAuthorizedException",
    });
    const { __type, message } = await server.refusal("GetUser", { AccessToken: session.getAccessToken().getJwtToken() });
    expect({ __type, message }).toEqual({ __type: "NotAuthorizedException", message: "Access Token has been revoked" });
  });

  test("deleteUser removes the user", async () => {
    const { user } = await signedIn();
    await called((done) => user.deleteUser(done));
    await expect(signIn(userNamed("ada"))).rejects.toMatchObject({ code: "UserNotFoundException" });
  });
});
