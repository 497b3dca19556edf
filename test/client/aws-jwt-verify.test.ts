import { CognitoJwtVerifier, JwtVerifier } from "aws-jwt-verify";
import { SimpleFetcher } from "aws-jwt-verify/https";
import { SimpleJwksCache } from "aws-jwt-verify/jwk";
import { describe, expect, test } from "vitest";
import { hostedPool, tokensOf } from "../support/hosted.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const PASSWORD = "Corr3ct-Horse";

async function signInOn(server: TestServer) {
  const { UserPool } = await server.call("CreateUserPool", { PoolName: "shop" });
  const pool = UserPool.Id;
  const { UserPoolClient } = await server.call("CreateUserPoolClient", {
    UserPoolId: pool,
    ClientName: "web",
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
  });
  const client = UserPoolClient.ClientId;
  await server.call("AdminCreateUser", { UserPoolId: pool, Username: "ada", MessageAction: "SUPPRESS" });
  await server.call("AdminSetUserPassword", { UserPoolId: pool, Username: "ada", Password: PASSWORD, Permanent: true });
  await server.call("CreateGroup", { UserPoolId: pool, GroupName: "staff" });
  await server.call("AdminAddUserToGroup", { UserPoolId: pool, Username: "ada", GroupName: "staff" });
  const { AuthenticationResult } = await server.call("InitiateAuth", {
    AuthFlow: "USER_PASSWORD_AUTH",
    ClientId: client,
    AuthParameters: { USERNAME: "ada", PASSWORD },
  });
  const jwks = (await (await fetch(`${server.url}/${pool}/.well-known/jwks.json`)).json()) as Parameters<
    ReturnType<typeof JwtVerifier.create>["cacheJwks"]
  >[0];
  return { pool, client, jwks, access: AuthenticationResult.AccessToken, id: AuthenticationResult.IdToken };
}

describe("aws-jwt-verify", () => {
  test("CognitoJwtVerifier, with --issuer aws, takes access and ID token of the pool and refuses one for the other", async () => {
    const server = await startTestServer({ issuer: "aws" });
    const { pool, client, jwks, access, id } = await signInOn(server);
    const verifierOf = (tokenUse: "access" | "id") => {
      const verifier = CognitoJwtVerifier.create({ userPoolId: pool, clientId: client, tokenUse, groups: "staff" });
      verifier.cacheJwks(jwks);
      return verifier;
    };
    expect(await verifierOf("access").verify(access)).toMatchObject({ username: "ada", client_id: client });
    expect(await verifierOf("id").verify(id)).toMatchObject({ "cognito:username": "ada", aud: client });
    await expect(verifierOf("id").verify(access)).rejects.toThrow("Token use not allowed");
    await server.close();
  });

  test("JwtVerifier takes an ID token by its local issuer, and refuses it with one letter changed", async () => {
    const server = await startTestServer();
    const { pool, client, jwks, id } = await signInOn(server);
    const verifier = JwtVerifier.create({
      issuer: `${server.url}/${pool}`,
      audience: client,
      jwksUri: `${server.url}/${pool}/.well-known/jwks.json`,
    });
    verifier.cacheJwks(jwks);
    expect(await verifier.verify(id)).toMatchObject({ token_use: "id" });
    const [header, payload, signature] = id.split(".") as [string, string, string];
    const changed = `${header}.${payload}.${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`;
    await expect(verifier.verify(changed)).rejects.toThrow("Invalid signature");
    await server.close();
  });

  test("JwtVerifier fetches the keys itself over TLS, and takes the tokens of the hosted endpoints", async () => {
    const server = await startTestServer({ tls: true });
    const { poolId, clientId } = await hostedPool(server);
    const tokens = await tokensOf(server, { clientId, scope: "openid email" });
    const fetcher = new SimpleFetcher({ defaultRequestOptions: { ca: server.authority!.certificate } });
    const issuer = `${server.tlsUrl}/${poolId}`;
    const verifier = JwtVerifier.create(
      { issuer, audience: null, jwksUri: `${issuer}/.well-known/jwks.json` },
      { jwksCache: new SimpleJwksCache({ fetcher }) },
    );
    expect(await verifier.verify(tokens.access_token)).toMatchObject({ token_use: "access", scope: "openid email", client_id: clientId });
    expect(await verifier.verify(tokens.id_token)).toMatchObject({ token_use: "id", aud: clientId, email: "ada@example.com" });
    const other = await hostedPool(server);
    const foreign = await tokensOf(server, { clientId: other.clientId, scope: "openid" });
    await expect(verifier.verify(foreign.access_token)).rejects.toThrow("not found in the JWKS");
    await server.close();
  });
});
