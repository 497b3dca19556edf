import { decodeJwt } from "jose";
import { beforeEach, describe, expect, test } from "vitest";
import { deviceSignIn, type KnownDevice, PASSWORD } from "../support/device-sign-in.ts";
import { useTestServer } from "../support/server.ts";
import { startSrp, type Values } from "../support/srp-client.ts";

const server = await useTestServer();

const NO_DEVICE = { __type: "ResourceNotFoundException", message: "Device does not exist." };
const ALWAYS = { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: false };
const ON_PROMPT = { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: true };
const { place, addUser, begin, answer, confirm, newDevice, setUp, deviceProof } = deviceSignIn(server);

beforeEach(() => setUp(ALWAYS));

describe("a sign-in in a pool that tracks devices", () => {
  test("without a device key comes with the keys of a new device, and the access token names it", async () => {
    const { AuthenticationResult: result } = await begin();
    expect(result.NewDeviceMetadata).toEqual({
      DeviceKey: expect.stringMatching(/^us-east-1_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      DeviceGroupKey: expect.stringMatching(/^-[0-9A-Za-z]{8}$/),
    });
    expect(decodeJwt(result.AccessToken)).toMatchObject({ device_key: result.NewDeviceMetadata.DeviceKey });
  });

  test("has another device key each time, and one group key", async () => {
    const [one, two] = [(await begin()).AuthenticationResult.NewDeviceMetadata, (await begin()).AuthenticationResult.NewDeviceMetadata];
    expect(two.DeviceKey).not.toBe(one.DeviceKey);
    expect(two.DeviceGroupKey).toBe(one.DeviceGroupKey);
  });

  test("with a key that is no device of the user's counts as one from a new device", async () => {
    const { AuthenticationResult: result } = await begin({ DEVICE_KEY: "us-east-1_00000000-0000-4000-8000-000000000000" });
    expect(result.NewDeviceMetadata.DeviceKey).not.toBe("us-east-1_00000000-0000-4000-8000-000000000000");
  });

  test("with a device of another user counts as one from a new device", async () => {
    const { key } = await newDevice();
    await addUser("eve");
    const { AuthenticationResult: result } = await begin({ USERNAME: "eve", DEVICE_KEY: key });
    expect(result.NewDeviceMetadata.DeviceKey).not.toBe(key);
  });
});

test("in a pool that tracks no devices a device key is ignored, and none is given", async () => {
  await setUp();
  const { AuthenticationResult: result } = await begin({ DEVICE_KEY: "us-east-1_00000000-0000-4000-8000-000000000000" });
  expect(result.NewDeviceMetadata).toBeUndefined();
  expect(decodeJwt(result.AccessToken)).not.toHaveProperty("device_key");
});

describe("a confirmed device", () => {
  test("proves itself after the password, and the tokens name it without new keys", async () => {
    const device = await newDevice();
    const first = await begin({ DEVICE_KEY: device.key });
    expect(first).toMatchObject({ ChallengeName: "DEVICE_SRP_AUTH", ChallengeParameters: { USER_ID_FOR_SRP: "ada" } });
    const { asked, request } = await deviceProof(device, first.Session);
    expect(asked).toMatchObject({
      ChallengeName: "DEVICE_PASSWORD_VERIFIER",
      ChallengeParameters: { USERNAME: "ada", DEVICE_KEY: device.key },
    });
    const { AuthenticationResult: result } = await server.call("RespondToAuthChallenge", request);
    expect(decodeJwt(result.AccessToken)).toMatchObject({ device_key: device.key });
    expect(result.NewDeviceMetadata).toBeUndefined();
  });

  test("with a wrong password of the device is refused, and with the right one then gets in", async () => {
    const device = await newDevice();
    const { Session } = await begin({ DEVICE_KEY: device.key });
    const { request } = await deviceProof(device, Session, "guessed");
    expect(await server.refusal("RespondToAuthChallenge", request)).toEqual({
      __type: "NotAuthorizedException",
      message: "Incorrect username or password.",
    });
    const again = await deviceProof(device, (await begin({ DEVICE_KEY: device.key })).Session);
    expect((await server.call("RespondToAuthChallenge", again.request)).AuthenticationResult.TokenType).toBe("Bearer");
  });

  test("cannot use its proof twice", async () => {
    const device = await newDevice();
    const { request } = await deviceProof(device, (await begin({ DEVICE_KEY: device.key })).Session);
    await server.call("RespondToAuthChallenge", request);
    expect((await server.refusal("RespondToAuthChallenge", request)).message).toBe(
      "Invalid session for the user, session can only be used once.",
    );
  });

  test("that answers for another device is refused", async () => {
    const [one, two] = [await newDevice(), await newDevice()];
    const { Session } = await begin({ DEVICE_KEY: one.key });
    const request = answer("DEVICE_SRP_AUTH", { DEVICE_KEY: two.key, SRP_A: startSrp().SRP_A }, Session);
    expect(await server.refusal("RespondToAuthChallenge", request)).toEqual(NO_DEVICE);
  });

  test.each(["DEVICE_KEY", "SRP_A"])("is told by name that %s is missing", async (name) => {
    const device = await newDevice();
    const { Session } = await begin({ DEVICE_KEY: device.key });
    const responses = { DEVICE_KEY: device.key, SRP_A: startSrp().SRP_A, [name]: "" };
    const refusal = await server.refusal("RespondToAuthChallenge", answer("DEVICE_SRP_AUTH", responses, Session));
    expect(refusal).toEqual({ __type: "InvalidParameterException", message: `Missing required parameter ${name}` });
  });

  test("cannot begin to prove itself without the Session of a first factor", async () => {
    const device = await newDevice();
    const refusal = await server.refusal(
      "RespondToAuthChallenge",
      answer("DEVICE_SRP_AUTH", { DEVICE_KEY: device.key, SRP_A: startSrp().SRP_A }),
    );
    expect(refusal).toEqual({ __type: "InvalidParameterException", message: "Missing required parameter Session" });
  });

  test("proves itself without the Session, which the server has kept, once after each first factor", async () => {
    const device = await newDevice();
    await begin({ DEVICE_KEY: device.key });
    const { request } = await deviceProof(device);
    const { AuthenticationResult: result } = await server.call("RespondToAuthChallenge", { ...request, Session: undefined });
    expect(decodeJwt(result.AccessToken)).toMatchObject({ device_key: device.key });
    const again = answer("DEVICE_SRP_AUTH", { DEVICE_KEY: device.key, SRP_A: startSrp().SRP_A });
    expect(await server.refusal("RespondToAuthChallenge", again)).toEqual({
      __type: "InvalidParameterException",
      message: "Missing required parameter Session",
    });
  });

  test("without the Session has as long as with it", async () => {
    const device = await newDevice();
    await begin({ DEVICE_KEY: device.key });
    server.advance(16 * 60);
    const late = answer("DEVICE_SRP_AUTH", { DEVICE_KEY: device.key, SRP_A: startSrp().SRP_A });
    expect((await server.refusal("RespondToAuthChallenge", late)).message).toBe("Invalid session for the user, session is expired.");
  });

  test.each([
    ["another user", { USERNAME: "eve" }],
    ["somebody unknown", { USERNAME: "nobody" }],
    ["another device", { DEVICE_KEY: "us-east-1_00000000-0000-4000-8000-000000000000" }],
    ["no device", { DEVICE_KEY: "" }],
  ])("without the Session cannot be continued for %s", async (_, change) => {
    await addUser("eve");
    const device = await newDevice();
    await begin({ DEVICE_KEY: device.key });
    const request = answer("DEVICE_SRP_AUTH", { DEVICE_KEY: device.key, SRP_A: startSrp().SRP_A, ...change });
    expect(await server.refusal("RespondToAuthChallenge", request)).toEqual({
      __type: "InvalidParameterException",
      message: "Missing required parameter Session",
    });
  });

  test("without the Session cannot be continued by another client", async () => {
    const device = await newDevice();
    await begin({ DEVICE_KEY: device.key });
    const { UserPoolClient: other } = await server.call("CreateUserPoolClient", { UserPoolId: place.poolId, ClientName: "other" });
    const request = { ...answer("DEVICE_SRP_AUTH", { DEVICE_KEY: device.key, SRP_A: startSrp().SRP_A }), ClientId: other.ClientId };
    expect(await server.refusal("RespondToAuthChallenge", request)).toEqual({
      __type: "InvalidParameterException",
      message: "Missing required parameter Session",
    });
  });

  test("that was forgotten between the two steps is refused", async () => {
    const device = await newDevice();
    const { request } = await deviceProof(device, (await begin({ DEVICE_KEY: device.key })).Session);
    await server.call("AdminForgetDevice", { UserPoolId: place.poolId, Username: "ada", DeviceKey: device.key });
    expect(await server.refusal("RespondToAuthChallenge", request)).toEqual(NO_DEVICE);
  });

  test("notes when and from where it was used last", async () => {
    const device = await newDevice();
    const before = (await server.call("GetDevice", { AccessToken: device.token, DeviceKey: device.key })).Device;
    server.advance(60);
    await server.call("RespondToAuthChallenge", (await deviceProof(device, (await begin({ DEVICE_KEY: device.key })).Session)).request);
    const after = (await server.call("GetDevice", { AccessToken: device.token, DeviceKey: device.key })).Device;
    expect(after.DeviceLastAuthenticatedDate).toBeGreaterThanOrEqual(before.DeviceLastAuthenticatedDate + 60);
    expect(after.DeviceCreateDate).toBe(before.DeviceCreateDate);
  });
});

describe("PASSWORD_VERIFIER with a DEVICE_KEY", () => {
  const prove = async (initial: Values, answered: Values) => {
    const srp = startSrp();
    const asked = await server.call("InitiateAuth", {
      AuthFlow: "USER_SRP_AUTH",
      ClientId: place.clientId,
      AuthParameters: { USERNAME: "ada", SRP_A: srp.SRP_A, ...initial },
    });
    const proof = srp.prove({ group: place.poolId.split("_")[1]!, id: "ada", password: PASSWORD }, asked.ChallengeParameters);
    return { proof, request: answer("PASSWORD_VERIFIER", { ...proof, ...answered }, asked.Session) };
  };

  test("that is known leads to DEVICE_SRP_AUTH, wherever it was given", async () => {
    const { key } = await newDevice();
    for (const [initial, answered] of [
      [{ DEVICE_KEY: key }, {}],
      [{}, { DEVICE_KEY: key }],
    ] as const) {
      const { request } = await prove(initial, answered);
      expect((await server.call("RespondToAuthChallenge", request)).ChallengeName).toBe("DEVICE_SRP_AUTH");
    }
  });

  test("that is unknown is refused in words that clients look for, and the same proof without it gets in", async () => {
    const DEVICE_KEY = "us-east-1_00000000-0000-4000-8000-000000000000";
    const { proof, request } = await prove({ DEVICE_KEY }, { DEVICE_KEY });
    expect(await server.refusal("RespondToAuthChallenge", request)).toEqual(NO_DEVICE);
    const { AuthenticationResult: result } = await server.call(
      "RespondToAuthChallenge",
      answer("PASSWORD_VERIFIER", proof, request.Session),
    );
    expect(result.NewDeviceMetadata.DeviceKey).not.toBe(DEVICE_KEY);
  });
});

describe("a device and the second factor", () => {
  const PHONE = { Name: "phone_number", Value: "+15555550100" };
  const setUpMfa = async (devices: object) => {
    await setUp(devices);
    const Sms = { SmsConfiguration: { SnsCallerArn: "arn:aws:iam::123456789012:role/sms", ExternalId: "x" } };
    await server.call("SetUserPoolMfaConfig", { UserPoolId: place.poolId, MfaConfiguration: "ON", SmsMfaConfiguration: Sms });
    await server.call("AdminUpdateUserAttributes", {
      UserPoolId: place.poolId,
      Username: "ada",
      UserAttributes: [PHONE, { Name: "phone_number_verified", Value: "true" }],
    });
  };
  const signInBySms = async (parameters: Values = {}) => {
    const asked = await begin(parameters);
    expect(asked.ChallengeName).toBe("SMS_MFA");
    const [message] = await server.control.messages({ username: "ada" });
    return server.call("RespondToAuthChallenge", answer("SMS_MFA", { SMS_MFA_CODE: message!.code!, ...parameters }, asked.Session));
  };
  const confirmed = async (): Promise<KnownDevice> => confirm((await signInBySms()).AuthenticationResult);

  test("a remembered device proves itself instead of a code", async () => {
    await setUpMfa(ALWAYS);
    const device = await confirmed();
    const asked = await begin({ DEVICE_KEY: device.key });
    expect(asked.ChallengeName).toBe("DEVICE_SRP_AUTH");
    expect(
      (await server.call("RespondToAuthChallenge", (await deviceProof(device, asked.Session)).request)).AuthenticationResult.TokenType,
    ).toBe("Bearer");
  });

  test("where users are asked, a code is needed until the device is remembered, and the device proves itself after it", async () => {
    await setUpMfa(ON_PROMPT);
    const device = await confirmed();
    expect(device.necessary).toBe(true);
    const asked = await signInBySms({ DEVICE_KEY: device.key });
    expect(asked.ChallengeName).toBe("DEVICE_SRP_AUTH");
    expect(
      (await server.call("RespondToAuthChallenge", (await deviceProof(device, asked.Session)).request)).AuthenticationResult.TokenType,
    ).toBe("Bearer");
    await server.call("UpdateDeviceStatus", { AccessToken: device.token, DeviceKey: device.key, DeviceRememberedStatus: "remembered" });
    expect((await begin({ DEVICE_KEY: device.key })).ChallengeName).toBe("DEVICE_SRP_AUTH");
    await server.call("AdminUpdateDeviceStatus", {
      UserPoolId: place.poolId,
      Username: "ada",
      DeviceKey: device.key,
      DeviceRememberedStatus: "not_remembered",
    });
    expect((await begin({ DEVICE_KEY: device.key })).ChallengeName).toBe("SMS_MFA");
  });

  test("where new devices are not challenged, a remembered one spares nobody the code", async () => {
    await setUpMfa({ ChallengeRequiredOnNewDevice: false, DeviceOnlyRememberedOnUserPrompt: false });
    const device = await confirmed();
    expect((await begin({ DEVICE_KEY: device.key })).ChallengeName).toBe("SMS_MFA");
  });

  test("a forgotten device needs the code again", async () => {
    await setUpMfa(ALWAYS);
    const device = await confirmed();
    await server.call("ForgetDevice", { AccessToken: device.token, DeviceKey: device.key });
    expect((await begin({ DEVICE_KEY: device.key })).ChallengeName).toBe("SMS_MFA");
  });
});
