import type { TestServer } from "./server.ts";
import { deviceVerifier, startSrp, type Values } from "./srp-client.ts";

export const PASSWORD = "Corr3ct-Horse";
const DEVICE_PASSWORD = "made up by the client";

export interface KnownDevice {
  readonly key: string;
  readonly holder: { group: string; id: string; password: string };
  /** The access token of the sign-in that confirmed it. */
  readonly token: string;
  readonly necessary: boolean;
}

/** A pool with one client and the user ada, whose devices are confirmed and prove themselves over the wire. */
export function deviceSignIn(server: TestServer) {
  const place = { poolId: "", clientId: "" };
  const addUser = async (name: string): Promise<void> => {
    await server.call("AdminCreateUser", { UserPoolId: place.poolId, Username: name, MessageAction: "SUPPRESS" });
    await server.call("AdminSetUserPassword", { UserPoolId: place.poolId, Username: name, Password: PASSWORD, Permanent: true });
  };
  const begin = (parameters: Values = {}) =>
    server.call("InitiateAuth", {
      AuthFlow: "USER_PASSWORD_AUTH",
      ClientId: place.clientId,
      AuthParameters: { USERNAME: "ada", PASSWORD, ...parameters },
    });
  const answer = (challenge: string, responses: Values, session?: string) => ({
    ChallengeName: challenge,
    ClientId: place.clientId,
    ChallengeResponses: { USERNAME: "ada", ...responses },
    Session: session,
  });
  /** Confirms the device that a sign-in was told to be. `result`: its AuthenticationResult. */
  const confirm = async (result: {
    AccessToken: string;
    NewDeviceMetadata: { DeviceKey: string; DeviceGroupKey: string };
  }): Promise<KnownDevice> => {
    const { DeviceKey, DeviceGroupKey } = result.NewDeviceMetadata;
    const holder = { group: DeviceGroupKey, id: DeviceKey, password: DEVICE_PASSWORD };
    const confirmation = {
      AccessToken: result.AccessToken,
      DeviceKey,
      DeviceName: "laptop",
      DeviceSecretVerifierConfig: deviceVerifier(holder),
    };
    const { UserConfirmationNecessary } = await server.call("ConfirmDevice", confirmation);
    return { key: DeviceKey, holder, token: result.AccessToken, necessary: UserConfirmationNecessary };
  };
  return {
    place,
    addUser,
    begin,
    answer,
    confirm,
    newDevice: async (): Promise<KnownDevice> => confirm((await begin()).AuthenticationResult),
    setUp: async (DeviceConfiguration?: object): Promise<void> => {
      place.poolId = (await server.call("CreateUserPool", { PoolName: "shop", DeviceConfiguration })).UserPool.Id;
      const settings = {
        ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        AuthSessionValidity: 15,
      };
      place.clientId = (
        await server.call("CreateUserPoolClient", { UserPoolId: place.poolId, ClientName: "web", ...settings })
      ).UserPoolClient.ClientId;
      await addUser("ada");
    },
    /** Answers DEVICE_SRP_AUTH and computes the answer to DEVICE_PASSWORD_VERIFIER. */
    deviceProof: async ({ key, holder }: KnownDevice, session?: string, password = DEVICE_PASSWORD) => {
      const srp = startSrp();
      const asked = await server.call("RespondToAuthChallenge", answer("DEVICE_SRP_AUTH", { DEVICE_KEY: key, SRP_A: srp.SRP_A }, session));
      return {
        asked,
        request: answer(
          "DEVICE_PASSWORD_VERIFIER",
          { DEVICE_KEY: key, ...srp.prove({ ...holder, password }, asked.ChallengeParameters) },
          asked.Session,
        ),
      };
    },
  };
}
