import { AuthenticationDetails, CognitoUser, CognitoUserPool, type CognitoUserSession } from "amazon-cognito-identity-js";
import { beforeEach, describe, expect, test } from "vitest";
import { useTestServer } from "../support/server.ts";

const server = await useTestServer();
const PASSWORD = "Corr3ct-Horse";

let poolId: string;
let pool: CognitoUserPool;
let Storage: ReturnType<typeof ownStorage>;

/** The library's own store is shared by everything in the process. */
function ownStorage() {
  const items = new Map<string, string>();
  return {
    items,
    setItem: (key: string, value: string) => void items.set(key, value),
    getItem: (key: string) => items.get(key) ?? null,
    removeItem: (key: string) => void items.delete(key),
    clear: () => items.clear(),
  };
}

async function setUp(settings: object = {}) {
  poolId = (await server.call("CreateUserPool", { PoolName: "shop", ...settings })).UserPool.Id;
  const { UserPoolClient } = await server.call("CreateUserPoolClient", {
    UserPoolId: poolId,
    ClientName: "web",
    ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  });
  Storage = ownStorage();
  pool = new CognitoUserPool({ UserPoolId: poolId, ClientId: UserPoolClient.ClientId, endpoint: server.url, Storage });
}

beforeEach(() => setUp());

const addUser = async (name: string) => {
  await server.call("AdminCreateUser", { UserPoolId: poolId, Username: name, MessageAction: "SUPPRESS", TemporaryPassword: "Temp-0rary" });
  await server.call("AdminSetUserPassword", { UserPoolId: poolId, Username: name, Password: PASSWORD, Permanent: true });
};

const userNamed = (name: string) => new CognitoUser({ Username: name, Pool: pool, Storage });

interface Outcome {
  readonly session?: CognitoUserSession;
  readonly confirmationNecessary?: boolean;
  readonly asked?: string;
}

/** By SRP, which is the library's own choice. */
const signIn = (user: CognitoUser, password = PASSWORD): Promise<Outcome> =>
  new Promise((resolve, reject) =>
    user.authenticateUser(new AuthenticationDetails({ Username: user.getUsername(), Password: password }), {
      onSuccess: (session, confirmationNecessary) => resolve({ session, confirmationNecessary }),
      onFailure: reject,
      newPasswordRequired: () => resolve({ asked: "NEW_PASSWORD_REQUIRED" }),
      mfaRequired: (name) => resolve({ asked: String(name) }),
    }),
  );

const settled = <T>(start: (callbacks: { onSuccess: (value: T) => void; onFailure: (error: Error) => void }) => void): Promise<T> =>
  new Promise((onSuccess, onFailure) => start({ onSuccess, onFailure }));

describe("amazon-cognito-identity-js by SRP", () => {
  test("authenticateUser with the right password gives a session, with a wrong one its error", async () => {
    await addUser("ada");
    expect((await signIn(userNamed("ada"))).session!.isValid()).toBe(true);
    await expect(signIn(userNamed("ada"), "Wr0ng-Horse")).rejects.toMatchObject({
      code: "NotAuthorizedException",
      message: "Incorrect username or password.",
    });
    await expect(signIn(userNamed("eve"))).rejects.toMatchObject({ code: "UserNotFoundException" });
  });

  test("authenticateUser by an e-mail address takes over the internal name", async () => {
    await setUp({ UsernameAttributes: ["email"] });
    await addUser("ada@example.com");
    const user = userNamed("ada@example.com");
    const { session } = await signIn(user);
    expect(user.getUsername()).toBe(session!.getIdToken().payload["sub"]);
  });

  test("authenticateUser of a user with a temporary password calls newPasswordRequired, and completing it signs in", async () => {
    await server.call("AdminCreateUser", {
      UserPoolId: poolId,
      Username: "bob",
      TemporaryPassword: "Temp-0rary",
      MessageAction: "SUPPRESS",
    });
    const user = userNamed("bob");
    expect(await signIn(user, "Temp-0rary")).toEqual({ asked: "NEW_PASSWORD_REQUIRED" });
    const session = await settled<CognitoUserSession>((callbacks) => user.completeNewPasswordChallenge(PASSWORD, {}, callbacks));
    expect(session.isValid()).toBe(true);
    expect((await signIn(userNamed("bob"))).session!.isValid()).toBe(true);
  });
});

describe("amazon-cognito-identity-js and devices", () => {
  const DEVICES = { DeviceConfiguration: { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: false } };
  const PROMPTED = { DeviceConfiguration: { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: true } };
  const adminList = async () =>
    (await server.call("AdminListDevices", { UserPoolId: poolId, Username: "ada" })).Devices as { DeviceKey: string }[];
  const deviceKey = (session: CognitoUserSession | undefined) => session!.getAccessToken().decodePayload()["device_key"] as string;

  test("the first sign-in confirms the device, the second proves it", async () => {
    await setUp(DEVICES);
    await addUser("ada");
    const first = await signIn(userNamed("ada"));
    expect(await adminList()).toMatchObject([{ DeviceKey: deviceKey(first.session) }]);
    const second = await signIn(userNamed("ada"));
    expect(deviceKey(second.session)).toBe(deviceKey(first.session));
    expect(await adminList()).toHaveLength(1);
  });

  test("a device that was forgotten on the server is dropped by the library, which then signs in as a new one", async () => {
    await setUp(DEVICES);
    await addUser("ada");
    const first = await signIn(userNamed("ada"));
    await server.call("AdminForgetDevice", { UserPoolId: poolId, Username: "ada", DeviceKey: deviceKey(first.session) });
    const second = await signIn(userNamed("ada"));
    expect(deviceKey(second.session)).not.toBe(deviceKey(first.session));
    expect(await adminList()).toMatchObject([{ DeviceKey: deviceKey(second.session) }]);
  });

  test("a user who is asked remembers the device, lists it and forgets it", async () => {
    await setUp(PROMPTED);
    await addUser("ada");
    const user = userNamed("ada");
    const { session, confirmationNecessary } = await signIn(user);
    expect(confirmationNecessary).toBe(true);
    const list = () => settled<{ Devices: { DeviceKey: string }[] }>((callbacks) => user.listDevices(10, null, callbacks));
    expect((await list()).Devices).toEqual([]);
    await settled((callbacks) => user.setDeviceStatusRemembered(callbacks));
    expect((await list()).Devices).toMatchObject([{ DeviceKey: deviceKey(session) }]);
    expect(await settled((callbacks) => user.getDevice(callbacks as never))).toMatchObject({ Device: { DeviceKey: deviceKey(session) } });
    await settled((callbacks) => user.setDeviceStatusNotRemembered(callbacks));
    expect((await list()).Devices).toEqual([]);
    await settled((callbacks) => user.forgetDevice(callbacks));
    expect(await adminList()).toEqual([]);
  });

  test("refreshSession sends the device key along", async () => {
    await setUp(DEVICES);
    await addUser("ada");
    const user = userNamed("ada");
    const { session } = await signIn(user);
    const renewed = await new Promise<CognitoUserSession>((resolve, reject) =>
      user.refreshSession(session!.getRefreshToken(), (error: Error | null, result: CognitoUserSession) =>
        error ? reject(error) : resolve(result),
      ),
    );
    expect(deviceKey(renewed)).toBe(deviceKey(session));
  });

  test("a remembered device is not asked for the code of the second factor again", async () => {
    await setUp(DEVICES);
    await addUser("ada");
    const Sms = { SmsConfiguration: { SnsCallerArn: "arn:aws:iam::123456789012:role/sms", ExternalId: "x" } };
    await server.call("SetUserPoolMfaConfig", { UserPoolId: poolId, MfaConfiguration: "ON", SmsMfaConfiguration: Sms });
    const UserAttributes = [
      { Name: "phone_number", Value: "+15555550100" },
      { Name: "phone_number_verified", Value: "true" },
    ];
    await server.call("AdminUpdateUserAttributes", { UserPoolId: poolId, Username: "ada", UserAttributes });
    const user = userNamed("ada");
    expect(await signIn(user)).toEqual({ asked: "SMS_MFA" });
    const [message] = await server.control.messages({ username: "ada" });
    const session = await settled<CognitoUserSession>((callbacks) => user.sendMFACode(message!.code!, callbacks));
    const again = await signIn(userNamed("ada"));
    expect(deviceKey(again.session)).toBe(deviceKey(session));
  });
});
