// What whole sign-ins of different kinds cost the server: its CPU time, for the client's own arithmetic would drown rates.

import { createHmac } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { OperationName } from "#generated/operations.ts";
import type { PoolPlace } from "./measured.ts";
import { cpuOf, keptConnections, outputOf as output, startRockpool } from "./rockpool.ts";
import { startSrp } from "./srp.ts";

const outputOf = (port: number, operation: OperationName, input: object) => output(port, operation, input, keptConnections);

const PASSWORD = "Bench-Passw0rd";
const USERS_A_ROUND = 60;
const STEP_MS = 30_000;
const CLAIMS_ARN = "arn:aws:lambda:us-east-1:123456789012:function:bench-claims";

const FLOWS = ["password", "SRP", "password and TOTP", "password, with a PreTokenGeneration module"] as const;
type Flow = (typeof FLOWS)[number];

interface Place extends PoolPlace {
  readonly secrets: string[];
}

/** @returns { flow: [CPU milliseconds of the server per sign-in, a round each] } */
export async function measureFlows({
  cli,
  folder,
  rounds,
}: {
  cli: string;
  folder: string;
  rounds: number;
}): Promise<Record<Flow, number[]>> {
  const module = join(folder, "claims.mjs");
  await writeFile(
    module,
    'export const handler = async (event) => ({ ...event, response: { claimsOverrideDetails: { claimsToAddOrOverride: { shop: "main" } } } });\n',
  );
  const data = join(folder, "flows");
  const options = ["--trigger", `bench-claims=${module}`];
  let server = await startRockpool(cli, data, options);
  const places = await prepare(server.port, USERS_A_ROUND * (rounds + 1));
  keptConnections.destroy();
  await server.stop();
  // A new process knows no password yet, so that each first sign-in pays for its modular power.
  server = await startRockpool(cli, data, options);
  const costs = Object.fromEntries(FLOWS.map((flow) => [flow, [] as number[]])) as Record<Flow, number[]>;
  for (let round = 0; round <= rounds; round++)
    for (const flow of FLOWS) {
      const before = cpuOf(server.pid);
      for (let user = round * USERS_A_ROUND; user < (round + 1) * USERS_A_ROUND; user++)
        await signIn[flow](server.port, places[flow], user);
      // The first round warms up.
      if (round > 0) costs[flow].push((cpuOf(server.pid) - before) / USERS_A_ROUND);
    }
  keptConnections.destroy();
  await server.stop();
  return costs;
}

async function prepare(port: number, users: number): Promise<Record<Flow, Place>> {
  const places: Partial<Record<Flow, Place>> = {};
  for (const flow of FLOWS) {
    const LambdaConfig = flow.includes("PreTokenGeneration") ? { PreTokenGeneration: CLAIMS_ARN } : undefined;
    const { UserPool } = await outputOf(port, "CreateUserPool", { PoolName: "bench", LambdaConfig });
    const poolId = UserPool.Id;
    const flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];
    const { UserPoolClient } = await outputOf(port, "CreateUserPoolClient", {
      UserPoolId: poolId,
      ClientName: "bench",
      ExplicitAuthFlows: flows,
    });
    const place: Place = { poolId, clientId: UserPoolClient.ClientId, secrets: [] };
    if (flow.includes("TOTP"))
      await outputOf(port, "SetUserPoolMfaConfig", {
        UserPoolId: poolId,
        MfaConfiguration: "OPTIONAL",
        SoftwareTokenMfaConfiguration: { Enabled: true },
      });
    for (let user = 0; user < users; user++) {
      const named = { UserPoolId: poolId, Username: `user-${user}` };
      await outputOf(port, "AdminCreateUser", { ...named, MessageAction: "SUPPRESS" });
      await outputOf(port, "AdminSetUserPassword", { ...named, Password: PASSWORD, Permanent: true });
      if (flow.includes("TOTP")) place.secrets.push(await enrol(port, place, user));
    }
    places[flow] = place;
  }
  return places as Record<Flow, Place>;
}

async function enrol(port: number, place: Place, user: number): Promise<string> {
  const { AuthenticationResult } = await withPassword(port, place, user);
  const { AccessToken } = AuthenticationResult;
  const { SecretCode } = await outputOf(port, "AssociateSoftwareToken", { AccessToken });
  // The code of the step before, so that the one of this step is left for signing in.
  await outputOf(port, "VerifySoftwareToken", { AccessToken, UserCode: totp(SecretCode, Date.now() - STEP_MS) });
  await outputOf(port, "SetUserMFAPreference", { AccessToken, SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } });
  return SecretCode;
}

const withPassword = (port: number, { clientId }: Place, user: number) =>
  outputOf(port, "InitiateAuth", {
    ClientId: clientId,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: `user-${user}`, PASSWORD },
  });

const signIn: Record<Flow, (port: number, place: Place, user: number) => Promise<unknown>> = {
  password: withPassword,
  "password, with a PreTokenGeneration module": withPassword,
  SRP: async (port, { poolId, clientId }, user) => {
    const client = startSrp();
    const asked = await outputOf(port, "InitiateAuth", {
      ClientId: clientId,
      AuthFlow: "USER_SRP_AUTH",
      AuthParameters: { USERNAME: `user-${user}`, SRP_A: client.SRP_A },
    });
    const ChallengeResponses = client.answer(asked.ChallengeParameters, { poolId, password: PASSWORD });
    await outputOf(port, "RespondToAuthChallenge", {
      ClientId: clientId,
      ChallengeName: "PASSWORD_VERIFIER",
      Session: asked.Session,
      ChallengeResponses,
    });
  },
  "password and TOTP": async (port, place, user) => {
    const { Session } = await withPassword(port, place, user);
    const ChallengeResponses = { USERNAME: `user-${user}`, SOFTWARE_TOKEN_MFA_CODE: totp(place.secrets[user]!, Date.now()) };
    await outputOf(port, "RespondToAuthChallenge", {
      ClientId: place.clientId,
      ChallengeName: "SOFTWARE_TOKEN_MFA",
      Session,
      ChallengeResponses,
    });
  },
};

/** RFC 6238 with SHA-1, six digits and steps of 30 seconds. */
function totp(secret: string, time: number): string {
  const bits = [...secret].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(time / STEP_MS)));
  const mac = createHmac("sha1", key).update(counter).digest();
  const value = mac.readUInt32BE(mac[19]! & 15) & 0x7fffffff;
  return String(value % 1_000_000).padStart(6, "0");
}
