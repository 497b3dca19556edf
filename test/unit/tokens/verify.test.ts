import { expect, test } from "vitest";
import { NotAuthorizedException } from "#generated/errors.ts";
import { revocations } from "#src/records/revocations.ts";
import { users } from "#src/records/users.ts";
import type { Grant } from "#src/tokens/grant.ts";
import { isJwt } from "#src/tokens/refresh.ts";
import type { Tokens } from "#src/tokens/tokens.ts";
import { grant, OTHER_POOL_ID, openDesk, POOL_ID, START, user } from "./desk.ts";

const says = (message: string) => expect.objectContaining({ constructor: NotAuthorizedException, message });
const reissue = async (tokens: Tokens, token: string, change: Partial<Grant> = {}) => {
  const { originJti, authTime, scopes } = await tokens.readRefresh(POOL_ID, token);
  return tokens.issue({ ...grant, originJti, authTime, scopes, refresh: false, ...change });
};

test("verifyAccess, a fresh token, gives its claims and its pool", async () => {
  const { tokens } = openDesk();
  const { accessToken } = await tokens.issue(grant);
  expect(await tokens.verifyAccess(accessToken)).toMatchObject({ poolId: POOL_ID, sub: user.sub, username: "ada", client_id: "client1" });
});

const altered = (token: string, part: number, change: (json: Record<string, unknown>) => object) =>
  token
    .split(".")
    .map((text, index) =>
      index === part
        ? Buffer.from(JSON.stringify(change(JSON.parse(Buffer.from(text, "base64url").toString())))).toString("base64url")
        : text,
    )
    .join(".");

test.each<[string, (token: string) => string]>([
  ["garbage", () => "garbage"],
  ["three parts of garbage", () => "a.b.c"],
  ["JSON that is no object", () => `e30.${Buffer.from("null").toString("base64url")}.x`],
  ["a changed claim", (token) => altered(token, 1, (claims) => ({ ...claims, username: "root" }))],
  ["another pool in iss", (token) => altered(token, 1, (claims) => ({ ...claims, iss: `http://localhost:4100/${OTHER_POOL_ID}` }))],
  ["an unknown pool in iss", (token) => altered(token, 1, (claims) => ({ ...claims, iss: "http://localhost:4100/us-east-1_Nowhere12" }))],
  ["algorithm none", (token) => altered(token, 0, (header) => ({ ...header, alg: "none" })).replace(/[^.]+$/, "")],
  ["algorithm HS256", (token) => altered(token, 0, (header) => ({ ...header, alg: "HS256" }))],
  ["a part too many", (token) => `${token}.x`],
])("verifyAccess, %s, is an Invalid Access Token", async (_, spoil) => {
  const { tokens } = openDesk();
  await tokens.jwks(OTHER_POOL_ID);
  const { accessToken } = await tokens.issue(grant);
  await expect(tokens.verifyAccess(spoil(accessToken))).rejects.toEqual(says("Invalid Access Token"));
});

test("verifyAccess, an ID token or a refresh token, is an Invalid Access Token", async () => {
  const { tokens } = openDesk();
  const { idToken, refreshToken } = await tokens.issue(grant);
  await expect(tokens.verifyAccess(idToken!)).rejects.toEqual(says("Invalid Access Token"));
  await expect(tokens.verifyAccess(refreshToken!)).rejects.toEqual(says("Invalid Access Token"));
});

test("verifyAccess, a token that names an unknown pool, makes no keys for it", async () => {
  const { tokens, store } = openDesk();
  const { accessToken } = await tokens.issue(grant);
  const forged = altered(accessToken, 1, (claims) => ({ ...claims, iss: "http://localhost:4100/us-east-1_Nowhere12" }));
  await expect(tokens.verifyAccess(forged)).rejects.toThrow();
  expect(await store.partitions()).toEqual([POOL_ID]);
});

test("verifyAccess, in the second of its expiry, has expired; a second before, has not", async () => {
  const { tokens, later } = openDesk();
  const { accessToken } = await tokens.issue(grant);
  later(3599);
  await tokens.verifyAccess(accessToken);
  later(1);
  await expect(tokens.verifyAccess(accessToken)).rejects.toEqual(says("Access Token has expired"));
});

test("verifyAccess, a token of other scopes, lacks the required ones; verifyAnyAccess takes it", async () => {
  const { tokens } = openDesk();
  const { accessToken } = await tokens.issue({ ...grant, source: "oauth", scopes: ["openid", "aws.cognito.signin.user.administrator"] });
  await expect(tokens.verifyAccess(accessToken)).rejects.toEqual(says("Access Token does not have required scopes"));
  expect(await tokens.verifyAnyAccess(accessToken)).toMatchObject({ sub: user.sub });
});

test("readRefresh, a fresh token, says who signed in where and when", async () => {
  const { tokens } = openDesk();
  const { refreshToken } = await tokens.issue({ ...grant, deviceKey: "d-1", nonce: "n-1" });
  expect(await tokens.readRefresh(POOL_ID, refreshToken!)).toMatchObject({
    poolId: POOL_ID,
    sub: user.sub,
    username: "ada",
    clientId: "client1",
    authTime: START,
    issuedAt: START,
    expiresAt: START + 30 * 86_400_000,
    eventId: grant.eventId,
    scopes: ["aws.cognito.signin.user.admin"],
    source: "api",
    deviceKey: "d-1",
    nonce: "n-1",
  });
});

test.each<[string, (token: string) => string]>([
  ["garbage", () => "garbage"],
  ["five parts of garbage", () => "a.b.c.d.e"],
  ["another header", (token) => token.replace(/^[^.]+/, "e30")],
  ["no key part", (token) => token.replace(/^([^.]+)\.[^.]+/, "$1.")],
  ["a changed key part", (token) => token.replace(/\.(.)/, (_, first: string) => `.${first === "A" ? "B" : "A"}`)],
  ["a part too many", (token) => `${token}.x`],
  ["a cut tag", (token) => token.slice(0, -8)],
  [
    "a changed text",
    (token) => token.replace(/\.(.)([^.]+)\.([^.]+)$/, (_, first: string, text, tag) => `.${first === "A" ? "B" : "A"}${text}.${tag}`),
  ],
])("readRefresh, %s, is an Invalid Refresh Token", async (_, spoil) => {
  const { tokens } = openDesk();
  const { refreshToken } = await tokens.issue(grant);
  await expect(tokens.readRefresh(POOL_ID, spoil(refreshToken!))).rejects.toEqual(says("Invalid Refresh Token."));
  expect(await tokens.findRefresh(POOL_ID, spoil(refreshToken!))).toBeUndefined();
});

test("readRefresh, a token of another pool, with or without keys, is an Invalid Refresh Token", async () => {
  const { tokens } = openDesk();
  const { refreshToken } = await tokens.issue(grant);
  await expect(tokens.readRefresh(OTHER_POOL_ID, refreshToken!)).rejects.toEqual(says("Invalid Refresh Token."));
  await tokens.jwks(OTHER_POOL_ID);
  await expect(tokens.readRefresh(OTHER_POOL_ID, refreshToken!)).rejects.toEqual(says("Invalid Refresh Token."));
});

test("readRefresh, at its expiry, has expired", async () => {
  const { tokens, later } = openDesk();
  const { refreshToken } = await tokens.issue(grant);
  later(30 * 86_400 - 1);
  await tokens.readRefresh(POOL_ID, refreshToken!);
  later(1);
  await expect(tokens.readRefresh(POOL_ID, refreshToken!)).rejects.toEqual(says("Refresh Token has expired"));
});

test("readRefresh, a rotated token, keeps the expiry that it was given", async () => {
  const { tokens } = openDesk();
  const { refreshToken } = await tokens.issue({ ...grant, refreshExpiresAt: START + 5000 });
  expect((await tokens.readRefresh(POOL_ID, refreshToken!)).expiresAt).toBe(START + 5000);
});

test("isJwt tells access tokens from refresh tokens", async () => {
  const { accessToken, refreshToken } = await openDesk().tokens.issue(grant);
  expect([refreshToken!, accessToken].map(isJwt)).toEqual([false, true]);
});

test("revoke, twice, revokes the refresh token and every access token of the sign-in, and no other sign-in", async () => {
  const { tokens } = openDesk();
  const [mine, other] = [await tokens.issue(grant), await tokens.issue(grant)];
  const refreshed = await reissue(tokens, mine.refreshToken!);
  const claims = await tokens.readRefresh(POOL_ID, mine.refreshToken!);
  await tokens.revoke(claims);
  await tokens.revoke(claims);
  await expect(tokens.readRefresh(POOL_ID, mine.refreshToken!)).rejects.toEqual(says("Refresh Token has been revoked"));
  for (const { accessToken } of [mine, refreshed])
    await expect(tokens.verifyAccess(accessToken)).rejects.toEqual(says("Access Token has been revoked"));
  await tokens.verifyAccess(other.accessToken);
  await tokens.readRefresh(POOL_ID, other.refreshToken!);
});

test("revoke, at once from two sides, succeeds for both", async () => {
  const { tokens } = openDesk();
  const claims = await tokens.readRefresh(POOL_ID, (await tokens.issue(grant)).refreshToken!);
  await Promise.all([tokens.revoke(claims), tokens.revoke(claims)]);
  expect(await tokens.isRevoked({ poolId: POOL_ID, sub: user.sub, jti: claims.id, origin_jti: claims.originJti })).toBe(true);
});

test("revoke, after earlier ones ran out, removes those", async () => {
  const { tokens, store, later } = openDesk();
  const revokeOne = async () => tokens.revoke(await tokens.readRefresh(POOL_ID, (await tokens.issue(grant)).refreshToken!));
  await revokeOne();
  await revokeOne();
  expect(await revocations.count(store, POOL_ID)).toBe(2);
  later(31 * 86_400);
  await revokeOne();
  expect(await revocations.count(store, POOL_ID)).toBe(1);
});

test.each([true, false])(
  "signing a user out at a standing clock, with token revocation %s, revokes what was issued before and nothing after",
  async (tokenRevocation) => {
    const { tokens, store } = openDesk();
    const client = { ...grant.client, tokenRevocation };
    const before = await tokens.issue({ ...grant, client });
    const signedOut = { ...user, signOuts: 1 };
    await store.commit([users.put(signedOut)]);
    const after = await tokens.issue({ ...grant, user: signedOut, client });
    await expect(tokens.verifyAccess(before.accessToken)).rejects.toEqual(says("Access Token has been revoked"));
    await expect(tokens.readRefresh(POOL_ID, before.refreshToken!)).rejects.toEqual(says("Refresh Token has been revoked"));
    await tokens.verifyAccess(after.accessToken);
    await tokens.readRefresh(POOL_ID, after.refreshToken!);
  },
);
