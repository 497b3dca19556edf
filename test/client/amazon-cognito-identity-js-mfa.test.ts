import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
  type NodeCallback,
} from "amazon-cognito-identity-js";
import { describe, expect, test } from "vitest";
import { appCode, type Factor, mfaPool, mfaUser, PASSWORD, wrongCode } from "../support/mfa.ts";
import { useTestServer } from "../support/server.ts";

const server = await useTestServer();

/** What the library calls back with when a sign-in, or an answer to a challenge, comes to its next stop. */
type Stop = { session: CognitoUserSession } | { asked: "SMS" | "TOTP" | "SELECT" | "SETUP"; parameters: unknown };

const stops = (resolve: (stop: Stop) => void, reject: (error: unknown) => void) => ({
  onSuccess: (session: CognitoUserSession) => resolve({ session }),
  onFailure: reject,
  mfaRequired: (_: unknown, parameters: unknown) => resolve({ asked: "SMS", parameters }),
  totpRequired: (_: unknown, parameters: unknown) => resolve({ asked: "TOTP", parameters }),
  selectMFAType: (_: unknown, parameters: unknown) => resolve({ asked: "SELECT", parameters }),
  mfaSetup: (_: unknown, parameters: unknown) => resolve({ asked: "SETUP", parameters }),
});

const stopOf = (start: (callbacks: ReturnType<typeof stops>) => void) =>
  new Promise<Stop>((resolve, reject) => start(stops(resolve, reject)));
const called = <T>(start: (callback: NodeCallback<Error, T>) => void): Promise<T> =>
  new Promise((resolve, reject) => start((error, result) => (error ? reject(error) : resolve(result as T))));

const signIn = (user: CognitoUser) =>
  stopOf((callbacks) => user.authenticateUser(new AuthenticationDetails({ Username: user.getUsername(), Password: PASSWORD }), callbacks));
const sendCode = (user: CognitoUser, code: string, type?: string) => stopOf((callbacks) => user.sendMFACode(code, callbacks, type));

async function ada(
  mode: "ON" | "OPTIONAL",
  factors: readonly Factor[],
  attributes: Record<string, string> = {},
): Promise<() => CognitoUser> {
  const created = await mfaPool(server, mode, factors);
  await mfaUser(server, created, attributes);
  const items = new Map<string, string>();
  const Storage = {
    setItem: (key: string, value: string) => void items.set(key, value),
    getItem: (key: string) => items.get(key) ?? null,
    removeItem: (key: string) => void items.delete(key),
    clear: () => items.clear(),
  };
  const Pool = new CognitoUserPool({ UserPoolId: created.poolId, ClientId: created.clientId, endpoint: server.url, Storage });
  return () => new CognitoUser({ Username: "ada", Pool, Storage });
}

const secretFor = (user: CognitoUser) =>
  new Promise<string>((resolve, reject) => user.associateSoftwareToken({ associateSecretCode: resolve, onFailure: reject }));
const verify = (user: CognitoUser, code: string) =>
  new Promise<unknown>((resolve, reject) => user.verifySoftwareToken(code, "my phone", { onSuccess: resolve, onFailure: reject }));

const PHONE = { phone_number: "+12065551212" };

describe("amazon-cognito-identity-js with second factors, by SRP", () => {
  test("in a pool that requires MFA, mfaSetup, associateSoftwareToken and verifySoftwareToken end in a session; the next sign-in asks for the app's code", async () => {
    const newUser = await ada("ON", ["totp"]);
    const user = newUser();
    expect(await signIn(user)).toMatchObject({ asked: "SETUP" });
    const secret = await secretFor(user);
    await expect(verify(user, appCode(server, secret, 7))).rejects.toMatchObject({ code: "EnableSoftwareTokenMFAException" });
    await verify(user, appCode(server, secret));
    expect(user.getSignInUserSession()?.isValid()).toBe(true);
    const again = newUser();
    expect(await signIn(again)).toMatchObject({ asked: "TOTP", parameters: { FRIENDLY_DEVICE_NAME: "my phone" } });
    await expect(sendCode(again, appCode(server, secret, 7), "SOFTWARE_TOKEN_MFA")).rejects.toMatchObject({
      code: "CodeMismatchException",
    });
    expect(await sendCode(again, appCode(server, secret, 1), "SOFTWARE_TOKEN_MFA")).toHaveProperty("session");
  });

  test("a signed-in user sets an app up and prefers it; getUserData shows that", async () => {
    const newUser = await ada("OPTIONAL", ["totp"]);
    const user = newUser();
    expect(await signIn(user)).toHaveProperty("session");
    const secret = await secretFor(user);
    expect(await verify(user, appCode(server, secret))).toMatchObject({ Status: "SUCCESS" });
    await called((done) => user.setUserMfaPreference(null, { Enabled: true, PreferredMfa: true }, done));
    expect(await called((done) => user.getUserData(done, { bypassCache: true }))).toMatchObject({
      PreferredMfaSetting: "SOFTWARE_TOKEN_MFA",
      UserMFASettingList: ["SOFTWARE_TOKEN_MFA"],
    });
    expect(await signIn(newUser())).toMatchObject({ asked: "TOTP" });
  });

  test("enableMFA makes a text message the second factor, sendMFACode answers it, disableMFA ends it", async () => {
    const newUser = await ada("OPTIONAL", ["sms"], PHONE);
    const user = newUser();
    await signIn(user);
    expect(await called((done) => user.enableMFA(done))).toBe("SUCCESS");
    expect(await called((done) => user.getMFAOptions(done))).toEqual([{ DeliveryMedium: "SMS", AttributeName: "phone_number" }]);
    const second = newUser();
    expect(await signIn(second)).toMatchObject({ asked: "SMS", parameters: { CODE_DELIVERY_DESTINATION: "+*******1212" } });
    const code = await server.sentCode();
    await expect(sendCode(second, wrongCode(code))).rejects.toMatchObject({ code: "CodeMismatchException" });
    expect(await sendCode(second, code)).toHaveProperty("session");
    expect(await called((done) => second.disableMFA(done))).toBe("SUCCESS");
    expect(await signIn(newUser())).toHaveProperty("session");
  });

  test("selectMFAType offers the active factors, and sendMFASelectionAnswer leads to the chosen one", async () => {
    const newUser = await ada("OPTIONAL", ["sms", "totp"], PHONE);
    const user = newUser();
    await signIn(user);
    const secret = await secretFor(user);
    await verify(user, appCode(server, secret));
    await called((done) => user.setUserMfaPreference({ Enabled: true, PreferredMfa: false }, { Enabled: true, PreferredMfa: false }, done));
    const choosing = newUser();
    expect(await signIn(choosing)).toMatchObject({ asked: "SELECT", parameters: { MFAS_CAN_CHOOSE: '["SMS_MFA","SOFTWARE_TOKEN_MFA"]' } });
    expect(await stopOf((callbacks) => choosing.sendMFASelectionAnswer("SOFTWARE_TOKEN_MFA", callbacks))).toMatchObject({ asked: "TOTP" });
    expect(await sendCode(choosing, appCode(server, secret, 1), "SOFTWARE_TOKEN_MFA")).toHaveProperty("session");
    const bySms = newUser();
    await signIn(bySms);
    expect(await stopOf((callbacks) => bySms.sendMFASelectionAnswer("SMS_MFA", callbacks))).toMatchObject({ asked: "SMS" });
    expect(await sendCode(bySms, await server.sentCode())).toHaveProperty("session");
  });
});
