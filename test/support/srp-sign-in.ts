import type { TestServer } from "./server.ts";
import { startSrp, type Values } from "./srp-client.ts";

export const PASSWORD = "Corr3ct-Horse";

/** A pool with one client and the user ada, signing in by SRP over the wire. */
export function srpSignIn(server: TestServer) {
  const place = { poolId: "", clientId: "" };
  const addClient = async (settings: object): Promise<string> => {
    const { UserPoolClient } = await server.call("CreateUserPoolClient", { UserPoolId: place.poolId, ClientName: "web", ...settings });
    place.clientId = UserPoolClient.ClientId;
    return UserPoolClient.ClientSecret;
  };
  const addUser = async (name: string, password = PASSWORD): Promise<void> => {
    await server.call("AdminCreateUser", { UserPoolId: place.poolId, Username: name, MessageAction: "SUPPRESS" });
    await server.call("AdminSetUserPassword", { UserPoolId: place.poolId, Username: name, Password: password, Permanent: true });
  };
  const initiation = (username: string, srpA: string, extra: Values = {}) => ({
    AuthFlow: "USER_SRP_AUTH",
    ClientId: place.clientId,
    AuthParameters: { USERNAME: username, SRP_A: srpA, ...extra },
  });
  return {
    place,
    addClient,
    addUser,
    initiation,
    /** Makes another pool the one that all this is about. */
    setUp: async (settings: object, user: string): Promise<void> => {
      place.poolId = (await server.call("CreateUserPool", { PoolName: "shop", ...settings })).UserPool.Id;
      await addClient({});
      await addUser(user);
    },
    holder: (id: string, password = PASSWORD) => ({ group: place.poolId.split("_")[1]!, id, password }),
    response: (responses: Values, session?: string) => ({
      ChallengeName: "PASSWORD_VERIFIER",
      ClientId: place.clientId,
      ChallengeResponses: responses,
      Session: session,
    }),
    /** Begins a sign-in and computes the right answer for this password. */
    answerFor: async (username: string, password: string, timestamp?: string) => {
      const srp = startSrp();
      const asked = await server.call("InitiateAuth", initiation(username, srp.SRP_A));
      const { USER_ID_FOR_SRP: id = "", USERNAME = "" } = asked.ChallengeParameters;
      const proof = srp.prove({ group: place.poolId.split("_")[1]!, id, password }, asked.ChallengeParameters, timestamp);
      return { asked, session: asked.Session, responses: { USERNAME, ...proof } };
    },
  };
}
