import { createHash, createPrivateKey } from "node:crypto";
import { compactDecrypt, createLocalJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { poolKeys } from "#src/records/keys.ts";
import { grant, OTHER_POOL_ID, openDesk, POOL_ID, START } from "./desk.ts";

const rawPart = (token: string, index: number) => Buffer.from(token.split(".")[index]!, "base64url").toString();
const atStart = { currentDate: new Date(START) };

test("issue, an API sign-in, gives two JWTs that another library verifies with the pool's published keys", async () => {
  const { tokens } = openDesk();
  const { accessToken, idToken, expiresIn } = await tokens.issue(grant);
  const jwks = createLocalJWKSet(await tokens.jwks(POOL_ID));
  const issuer = `http://localhost:4100/${POOL_ID}`;
  const access = await jwtVerify(accessToken, jwks, { ...atStart, issuer });
  const id = await jwtVerify(idToken!, jwks, { ...atStart, issuer, audience: "client1" });
  expect(access.payload).toMatchObject({ token_use: "access", exp: START / 1000 + 3600 });
  expect(id.payload).toMatchObject({ token_use: "id", exp: START / 1000 + 1800 });
  expect(expiresIn).toBe(3600);
});

test("issue, both tokens, have headers of kid and alg alone, with two different kids of 44 characters", async () => {
  const { tokens } = openDesk();
  const { accessToken, idToken } = await tokens.issue(grant);
  for (const token of [accessToken, idToken!]) expect(rawPart(token, 0)).toMatch(/^\{"kid":"[A-Za-z0-9+/]{43}=","alg":"RS256"\}$/);
  expect(decodeProtectedHeader(accessToken).kid).not.toBe(decodeProtectedHeader(idToken!).kid);
});

test("issue, the scopes of an OAuth grant without openid, gives no ID token", async () => {
  const { tokens } = openDesk();
  expect(await tokens.issue({ ...grant, source: "oauth", scopes: ["email"] })).not.toHaveProperty("idToken", expect.anything());
});

test("issue, an OAuth grant, binds the ID token to the access token by at_hash, its first member", async () => {
  const { tokens } = openDesk();
  const { accessToken, idToken } = await tokens.issue({ ...grant, source: "oauth", scopes: ["openid"] });
  const claims = JSON.parse(rawPart(idToken!, 1)) as { at_hash: string };
  expect(Object.keys(claims)[0]).toBe("at_hash");
  expect(claims.at_hash).toBe(createHash("sha256").update(accessToken).digest().subarray(0, 16).toString("base64url"));
});

test("issue, customized claims, signs those", async () => {
  const { tokens } = openDesk();
  const { accessToken, idToken } = await tokens.issue({
    ...grant,
    customize: async ({ access, id }) => ({ access: { ...access, plan: "gold" }, id: { ...id, family_name: "L." } }),
  });
  expect(JSON.parse(rawPart(accessToken, 1))).toMatchObject({ plan: "gold" });
  expect(JSON.parse(rawPart(idToken!, 1))).toMatchObject({ family_name: "L." });
});

test("issue, a refresh, gives no refresh token", async () => {
  const { tokens } = openDesk();
  expect((await tokens.issue({ ...grant, refresh: false })).refreshToken).toBeUndefined();
});

test("issue, the refresh token, is a JWE of Cognito's form and length that another library opens with the pool's key and nobody reads without", async () => {
  const { tokens, store } = openDesk();
  const { refreshToken } = await tokens.issue(grant);
  expect(refreshToken!.split(".")).toHaveLength(5);
  expect(refreshToken).toMatch(/^[A-Za-z0-9-_=.]+$/);
  expect(rawPart(refreshToken!, 3)).not.toContain("ada");
  expect(refreshToken).toMatch(/^eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ\..{1600,1850}$/);
  expect(refreshToken!.length).toBeGreaterThanOrEqual(1700);
  expect(refreshToken!.length).toBeLessThanOrEqual(1900);
  const { privateKey } = (await poolKeys.find(store, POOL_ID, "signing"))!.idToken;
  const { plaintext, protectedHeader } = await compactDecrypt(
    refreshToken!,
    createPrivateKey({ key: Buffer.from(privateKey, "base64"), format: "der", type: "pkcs8" }),
  );
  expect(protectedHeader).toEqual({ cty: "JWT", enc: "A256GCM", alg: "RSA-OAEP" });
  expect(JSON.parse(Buffer.from(plaintext).toString())).toMatchObject({ username: "ada", clientId: "client1", poolId: POOL_ID });
});

test("jwks, a pool, has two keys with members in alphabetical order, and other keys than another pool", async () => {
  const { tokens } = openDesk();
  const { keys } = await tokens.jwks(POOL_ID);
  expect(keys).toHaveLength(2);
  for (const key of keys) expect(Object.keys(key)).toEqual(["alg", "e", "kid", "kty", "n", "use"]);
  const kids = [...keys, ...(await tokens.jwks(OTHER_POOL_ID)).keys].map((key) => (key as { kid: string }).kid);
  expect(new Set(kids).size).toBe(4);
});
