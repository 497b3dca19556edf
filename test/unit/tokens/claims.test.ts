import { expect, test } from "vitest";
import { accessClaims, idClaims, inPrecedence, occasionOf } from "#src/tokens/claims.ts";
import type { Claims, Grant } from "#src/tokens/grant.ts";
import { grant, START, user } from "./desk.ts";

const at = (given: Grant) => occasionOf(given, { now: START + 999, issuer: "https://issuer.example/us-east-1_AbCdEf123" });
const access = (change: Partial<Grant> = {}): Claims => accessClaims({ ...grant, ...change }, at({ ...grant, ...change }));
const id = (change: Partial<Grant> = {}): Claims => idClaims({ ...grant, ...change }, at({ ...grant, ...change }))!;
const withAttributes = (attributes: Record<string, string>): Partial<Grant> => ({ user: { ...user, attributes } });

const groups = [
  { name: "late", roleArn: "arn:late" },
  { name: "second", precedence: 2, roleArn: "arn:second" },
  { name: "first", precedence: 1, roleArn: "arn:first" },
];

test("access token, API sign-in, has the members that AWS sends in the same order", () => {
  expect(Object.keys(access())).toEqual([
    "sub",
    "iss",
    "client_id",
    "origin_jti",
    "event_id",
    "token_use",
    "scope",
    "auth_time",
    "exp",
    "iat",
    "jti",
    "username",
  ]);
});

test("access token, OAuth sign-in with groups and a device, has version 2 and the same order as on AWS", () => {
  const claims = access({ source: "oauth", scopes: ["openid", "email"], groups, deviceKey: "us-east-1_d" });
  expect(Object.keys(claims)).toEqual([
    "sub",
    "device_key",
    "cognito:groups",
    "iss",
    "version",
    "client_id",
    "origin_jti",
    "event_id",
    "token_use",
    "scope",
    "auth_time",
    "exp",
    "iat",
    "jti",
    "username",
  ]);
  expect(claims).toMatchObject({ version: 2, scope: "openid email", device_key: "us-east-1_d" });
});

test("access token, any, carries whole seconds, the client's lifetime and no attribute", () => {
  expect(access()).toMatchObject({
    iat: START / 1000,
    auth_time: START / 1000,
    exp: START / 1000 + 3600,
    scope: "aws.cognito.signin.user.admin",
  });
  expect(access()).not.toHaveProperty("email");
  expect(access()).not.toHaveProperty("aud");
});

test("both tokens, a client without token revocation, lack origin_jti", () => {
  const client = { ...grant.client, tokenRevocation: false };
  expect(access({ client })).not.toHaveProperty("origin_jti");
  expect(id({ client })).not.toHaveProperty("origin_jti");
});

test("both tokens, a client without token revocation whose refresh tokens rotate, have origin_jti", () => {
  const client = { ...grant.client, tokenRevocation: false, rotation: { graceSeconds: 0 } };
  expect(access({ client })).toHaveProperty("origin_jti");
  expect(id({ client })).toHaveProperty("origin_jti");
});

test("both tokens of one sign-in share origin_jti, event_id and auth_time, but no jti", () => {
  const occasion = at(grant);
  const [one, two] = [accessClaims(grant, occasion), idClaims(grant, occasion)!];
  for (const claim of ["origin_jti", "event_id", "auth_time", "iat", "sub"]) expect(two[claim]).toBe(one[claim]);
  expect(two.jti).not.toBe(one.jti);
});

test("a refresh keeps origin_jti and auth_time and changes jti", () => {
  const first = access();
  const refreshed = access({ originJti: first.origin_jti as string, authTime: START - 60_000 });
  expect(refreshed).toMatchObject({ origin_jti: first.origin_jti, auth_time: START / 1000 - 60 });
  expect(refreshed.jti).not.toBe(first.jti);
});

test("ID token, API sign-in, has the members that AWS sends", () => {
  expect(id({ groups })).toMatchObject({
    sub: user.sub,
    "cognito:username": "ada",
    "cognito:groups": ["first", "second", "late"],
    "cognito:roles": ["arn:first", "arn:second", "arn:late"],
    "cognito:preferred_role": "arn:first",
    aud: "client1",
    token_use: "id",
    email: "ada@example.com",
    email_verified: true,
  });
  expect(id()).not.toHaveProperty("username");
  expect(id()).not.toHaveProperty("cognito:groups");
  expect(id()).not.toHaveProperty("cognito:roles");
});

test("ID token, federated sign-in, has the order captured on AWS, and strings in identities", () => {
  const identities = [{ userId: "1026", providerName: "Google", providerType: "Google", primary: true, dateCreated: 1_682_704_282_933 }];
  const client = { ...grant.client, tokenRevocation: true };
  const claims = id({ user: { ...user, identities }, groups: [{ name: "g" }], nonce: "n-1", client });
  const captured = ["sub", "cognito:groups", "email_verified", "iss", "cognito:username", "nonce", "origin_jti", "aud", "identities"];
  expect(Object.keys(claims)).toEqual([...captured, "event_id", "token_use", "auth_time", "exp", "iat", "jti", "email"]);
  expect(claims.identities).toEqual([
    { userId: "1026", providerName: "Google", providerType: "Google", issuer: null, primary: "true", dateCreated: "1682704282933" },
  ]);
});

test("ID token, attributes of all types, has booleans for the verified flags, a number, an address object, and strings for custom ones", () => {
  const claims = id(
    withAttributes({
      phone_number: "+15555550100",
      phone_number_verified: "false",
      updated_at: "1700000000",
      address: "1 Main St",
      birthdate: "1815-12-10",
      "custom:age": "36",
      "custom:admin": "true",
    }),
  );
  expect(claims).toMatchObject({
    phone_number: "+15555550100",
    phone_number_verified: false,
    updated_at: 1_700_000_000,
    address: { formatted: "1 Main St" },
    birthdate: "1815-12-10",
    "custom:age": "36",
    "custom:admin": "true",
  });
  expect(claims).not.toHaveProperty("email_verified");
});

test("ID token, a client that may read some attributes, shows only those", () => {
  const claims = id({
    client: { ...grant.client, readAttributes: ["email"] },
    ...withAttributes({ email: "a@b.c", email_verified: "true", name: "Ada" }),
  });
  expect(claims).toMatchObject({ email: "a@b.c" });
  expect(claims).not.toHaveProperty("email_verified");
  expect(claims).not.toHaveProperty("name");
});

test.each([
  [["openid"], ["email", "phone_number", "name", "custom:x"]],
  [["openid", "email"], ["email"]],
  [["openid", "phone"], ["phone_number"]],
  [
    ["openid", "profile"],
    ["name", "custom:x"],
  ],
  [
    ["openid", "profile", "phone", "api/read"],
    ["phone_number", "name", "custom:x"],
  ],
])("ID token, OAuth scopes %j, shows the attributes %j", (scopes, shown) => {
  const attributes = { email: "a@b.c", phone_number: "+15555550100", name: "Ada", "custom:x": "1" };
  const claims = id({ source: "oauth", scopes, ...withAttributes(attributes) });
  expect(Object.keys(attributes).filter((name) => name in claims)).toEqual(shown);
});

test("an attribute named like a claim of the token cannot replace it", () => {
  expect(id(withAttributes({ sub: "forged", identities: "forged" }))).toMatchObject({ sub: user.sub });
  expect(id(withAttributes({ identities: "forged" }))).not.toHaveProperty("identities");
});

test("inPrecedence, ties and groups without precedence, are ordered by name, the latter last", () => {
  const names = inPrecedence([
    { name: "z" },
    { name: "b", precedence: 5 },
    { name: "a" },
    { name: "c", precedence: 0 },
    { name: "a5", precedence: 5 },
  ]);
  expect(names.map(({ name }) => name)).toEqual(["c", "a5", "b", "a", "z"]);
});

test.each([
  [
    "two first groups with different roles",
    [
      { name: "a", precedence: 1, roleArn: "arn:a" },
      { name: "b", precedence: 1, roleArn: "arn:b" },
    ],
    undefined,
  ],
  [
    "two first groups with one role",
    [
      { name: "a", precedence: 1, roleArn: "arn:a" },
      { name: "b", precedence: 1, roleArn: "arn:a" },
    ],
    "arn:a",
  ],
  ["one group without precedence", [{ name: "a", roleArn: "arn:a" }], "arn:a"],
  ["no group with a role", [{ name: "a", precedence: 1 }], undefined],
])("preferred role, %s, is %3$s", (_, given, expected) => {
  expect(id({ groups: given })["cognito:preferred_role"]).toBe(expected);
});
