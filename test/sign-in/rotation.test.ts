import { beforeEach, describe, expect, test } from "vitest";
import { useTestServer } from "../support/server.ts";
import { claimsOf } from "../triggers/pool-with-triggers.ts";

const server = await useTestServer();
const PASSWORD = "Corr3ct-Horse";
let pool: string;

beforeEach(async () => {
  pool = (await server.call("CreateUserPool", { PoolName: "turns" })).UserPool.Id;
  await server.call("AdminCreateUser", { UserPoolId: pool, Username: "ada", MessageAction: "SUPPRESS" });
  await server.call("AdminSetUserPassword", { UserPoolId: pool, Username: "ada", Password: PASSWORD, Permanent: true });
});

/** A sign-in through a client that rotates refresh tokens. */
async function signedIn(RetryGracePeriodSeconds: number) {
  const rotation = {
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
    RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds },
  };
  const ClientId: string = (await server.call("CreateUserPoolClient", { UserPoolId: pool, ClientName: "web", ...rotation })).UserPoolClient
    .ClientId;
  const { AuthenticationResult } = await server.call("InitiateAuth", {
    ClientId,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: "ada", PASSWORD },
  });
  return { ClientId, ...(AuthenticationResult as { AccessToken: string; RefreshToken: string }) };
}

const exchange = (ClientId: string, RefreshToken: string) => server.send("GetTokensFromRefreshToken", { ClientId, RefreshToken });

describe("rotation of refresh tokens", () => {
  test("GetTokensFromRefreshToken, of many calls with one token at the same time, exactly one gets tokens where there is no grace period", async () => {
    const { ClientId, RefreshToken } = await signedIn(0);
    const answers = await Promise.all(Array.from({ length: 8 }, () => exchange(ClientId, RefreshToken)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(answers.filter(({ status }) => status !== 200).map(({ body }) => body.__type))).toEqual(
      new Set(["RefreshTokenReuseException"]),
    );
  });

  test("GetTokensFromRefreshToken, of many calls with one token at the same time, all get tokens of their own within the grace period", async () => {
    const { ClientId, RefreshToken } = await signedIn(30);
    const answers = await Promise.all(Array.from({ length: 8 }, () => exchange(ClientId, RefreshToken)));
    expect(new Set(answers.map(({ body }) => body.AuthenticationResult?.RefreshToken)).size).toBe(8);
  });

  test("GetTokensFromRefreshToken, a chain of exchanges, stays one sign-in", async () => {
    const { ClientId, AccessToken, RefreshToken } = await signedIn(0);
    const first = claimsOf(AccessToken);
    let token = RefreshToken;
    for (let round = 0; round < 3; round += 1) {
      server.advance(60);
      const { AuthenticationResult } = (await exchange(ClientId, token)).body;
      token = AuthenticationResult.RefreshToken;
      expect(claimsOf(AuthenticationResult.AccessToken)).toMatchObject({
        origin_jti: first["origin_jti"],
        auth_time: first["auth_time"],
        sub: first["sub"],
      });
      expect(claimsOf(AuthenticationResult.AccessToken)["jti"]).not.toBe(first["jti"]);
    }
  });
});
