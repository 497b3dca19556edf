import { decodeJwt } from "jose";
import { beforeEach, describe, expect, test } from "vitest";
import { deviceSignIn } from "../support/device-sign-in.ts";
import { useTestServer } from "../support/server.ts";
import { deviceVerifier, MODULUS, type Values } from "../support/srp-client.ts";

const server = await useTestServer();

const NO_DEVICE = { __type: "ResourceNotFoundException", message: "Device does not exist." };
const ALWAYS = { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: false };
const ON_PROMPT = { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: true };
const { place, addUser, begin, confirm, newDevice, setUp } = deviceSignIn(server);

beforeEach(() => setUp(ALWAYS));

describe("refreshing the tokens of a device", () => {
  const refresh = (REFRESH_TOKEN: string, parameters: Values = {}) => ({
    AuthFlow: "REFRESH_TOKEN_AUTH",
    ClientId: place.clientId,
    AuthParameters: { REFRESH_TOKEN, ...parameters },
  });

  test("works with its key, and the new access token names it", async () => {
    const { AuthenticationResult: result } = await begin();
    const { DeviceKey } = result.NewDeviceMetadata;
    await confirm(result);
    const { AuthenticationResult: refreshed } = await server.call("InitiateAuth", refresh(result.RefreshToken, { DEVICE_KEY: DeviceKey }));
    expect(decodeJwt(refreshed.AccessToken)).toMatchObject({ device_key: DeviceKey });
    expect(refreshed.NewDeviceMetadata).toBeUndefined();
  });

  test.each([
    ["no key", {}],
    ["another device's key", { DEVICE_KEY: "us-east-1_00000000-0000-4000-8000-000000000000" }],
  ])("with %s is refused", async (_, parameters) => {
    const { AuthenticationResult: result } = await begin();
    await confirm(result);
    const refusal = await server.refusal("InitiateAuth", refresh(result.RefreshToken, parameters));
    expect(refusal).toEqual({ __type: "NotAuthorizedException", message: "Invalid Refresh Token." });
  });
});

describe("the tokens of a device that the pool does not know", () => {
  const INVALID = { __type: "NotAuthorizedException", message: "Invalid Refresh Token." };
  const refreshed = ({ RefreshToken, NewDeviceMetadata }: { RefreshToken: string; NewDeviceMetadata: { DeviceKey: string } }) =>
    server.refusal("InitiateAuth", {
      AuthFlow: "REFRESH_TOKEN_AUTH",
      ClientId: place.clientId,
      AuthParameters: { REFRESH_TOKEN: RefreshToken, DEVICE_KEY: NewDeviceMetadata.DeviceKey },
    });

  test("are not refreshed before it is confirmed", async () => {
    const { AuthenticationResult: result } = await begin();
    expect(await refreshed(result)).toEqual(INVALID);
    const given = { RefreshToken: result.RefreshToken, DeviceKey: result.NewDeviceMetadata.DeviceKey, ClientId: place.clientId };
    expect(await server.refusal("GetTokensFromRefreshToken", given)).toEqual(INVALID);
  });

  test.each(["ForgetDevice", "AdminForgetDevice"] as const)("are not refreshed after %s", async (operation) => {
    const { AuthenticationResult: result } = await begin();
    const { key } = await confirm(result);
    const by = operation === "ForgetDevice" ? { AccessToken: result.AccessToken } : { UserPoolId: place.poolId, Username: "ada" };
    await server.call(operation, { ...by, DeviceKey: key });
    expect(await refreshed(result)).toEqual(INVALID);
  });

  test("are refreshed whether it is remembered or not", async () => {
    const { AuthenticationResult: result } = await begin();
    const { key } = await confirm(result);
    for (const DeviceRememberedStatus of ["not_remembered", "remembered"]) {
      await server.call("UpdateDeviceStatus", { AccessToken: result.AccessToken, DeviceKey: key, DeviceRememberedStatus });
      const AuthParameters = { REFRESH_TOKEN: result.RefreshToken, DEVICE_KEY: key };
      const input = { AuthFlow: "REFRESH_TOKEN_AUTH", ClientId: place.clientId, AuthParameters };
      expect((await server.call("InitiateAuth", input)).AuthenticationResult.AccessToken).toBeDefined();
    }
  });
});

describe("the lists of devices", () => {
  test("have the user's devices page by page, remembered ones only for the user, all for administrators", async () => {
    await setUp(ON_PROMPT);
    const known = [await newDevice(), await newDevice(), await newDevice()];
    const AccessToken = known[0]!.token;
    expect((await server.call("ListDevices", { AccessToken })).Devices).toEqual([]);
    await server.call("UpdateDeviceStatus", { AccessToken, DeviceKey: known[1]!.key, DeviceRememberedStatus: "remembered" });
    const mine = await server.call("ListDevices", { AccessToken });
    expect(mine.Devices.map(({ DeviceKey }: { DeviceKey: string }) => DeviceKey)).toEqual([known[1]!.key]);
    const first = await server.call("AdminListDevices", { UserPoolId: place.poolId, Username: "ada", Limit: 2 });
    const rest = await server.call("AdminListDevices", {
      UserPoolId: place.poolId,
      Username: "ada",
      Limit: 2,
      PaginationToken: first.PaginationToken,
    });
    const keys = [...first.Devices, ...rest.Devices].map(({ DeviceKey }: { DeviceKey: string }) => DeviceKey);
    expect(keys.toSorted()).toEqual(known.map(({ key }) => key).toSorted());
    expect(rest.PaginationToken).toBeUndefined();
  });

  test("are gone with the user, and a new one of that name has none", async () => {
    await newDevice();
    await server.call("AdminDeleteUser", { UserPoolId: place.poolId, Username: "ada" });
    expect(Object.keys((await server.services.store.dump(place.poolId))["devices"] ?? {})).toEqual([]);
    await addUser("ada");
    expect((await server.call("AdminListDevices", { UserPoolId: place.poolId, Username: "ada" })).Devices).toEqual([]);
  });
});

describe("ConfirmDevice", () => {
  const verifier = () => deviceVerifier({ group: "-12345678", id: "device", password: "made up" });

  test.each([
    ["no verifier", undefined],
    ["an empty verifier", { Salt: "AQID", PasswordVerifier: "" }],
    ["a verifier of zero", { Salt: "AQID", PasswordVerifier: "AAAA" }],
    ["a verifier of one", { Salt: "AQID", PasswordVerifier: "AQ==" }],
    [
      "a verifier one below the modulus",
      { Salt: "AQID", PasswordVerifier: Buffer.from((MODULUS - 1n).toString(16), "hex").toString("base64") },
    ],
    ["a verifier too long", { Salt: "AQID", PasswordVerifier: Buffer.alloc(400, 1).toString("base64") }],
    ["no salt", { PasswordVerifier: "AQID" }],
  ])("with %s is refused", async (_, DeviceSecretVerifierConfig) => {
    const { AuthenticationResult: result } = await begin();
    const { DeviceKey } = result.NewDeviceMetadata;
    expect((await server.refusal("ConfirmDevice", { AccessToken: result.AccessToken, DeviceKey, DeviceSecretVerifierConfig })).__type).toBe(
      "InvalidParameterException",
    );
  });

  test("for the device of another sign-in is refused", async () => {
    const [one, two] = [(await begin()).AuthenticationResult, (await begin()).AuthenticationResult];
    const request = { AccessToken: one.AccessToken, DeviceKey: two.NewDeviceMetadata.DeviceKey, DeviceSecretVerifierConfig: verifier() };
    expect(await server.refusal("ConfirmDevice", request)).toEqual(NO_DEVICE);
  });

  test("never shows the verifier again", async () => {
    const { key, token } = await newDevice();
    const { Device } = await server.call("GetDevice", { AccessToken: token, DeviceKey: key });
    expect(Object.keys(Device).toSorted()).toEqual([
      "DeviceAttributes",
      "DeviceCreateDate",
      "DeviceKey",
      "DeviceLastAuthenticatedDate",
      "DeviceLastModifiedDate",
    ]);
    expect(Device.DeviceAttributes).toEqual([
      { Name: "device_status", Value: "valid" },
      { Name: "device_name", Value: "laptop" },
      { Name: "dev:device_arn", Value: expect.stringMatching(/^arn:aws:cognito-idp:us-east-1:123456789012:owner\/ada\./) },
      { Name: "dev:device_owner", Value: `ada.${place.poolId}` },
      { Name: "dev:device_remembered_status", Value: "remembered" },
      { Name: "dev:device_sdk", Value: "aws-sdk" },
      { Name: "last_ip_used", Value: expect.stringContaining("127.0.0.1") },
    ]);
  });
});
