import { expect, test } from "vitest";
import { discovery, issuerOf, poolOfIssuer } from "#src/tokens/issuer.ts";
import { POOL_ID } from "./desk.ts";

const publicUrl = "https://auth.local:8443/base";
const pool = { id: POOL_ID, issuerType: "ORIGINAL" } as const;

test.each([
  ["local", pool, `${publicUrl}/${POOL_ID}`],
  ["local", { ...pool, issuerType: "UPDATED" }, `${publicUrl}/${POOL_ID}`],
  ["aws", pool, `https://cognito-idp.us-east-1.amazonaws.com/${POOL_ID}`],
  ["aws", { ...pool, issuerType: "UPDATED" }, `https://issuer-cognito-idp.us-east-1.amazonaws.com/${POOL_ID}`],
  ["aws", { ...pool, id: "cn-north-1_AbCdEf123" }, "https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_AbCdEf123"],
] as const)("issuerOf, %s issuer and pool %j, is %s, and names the pool", (issuer, given, expected) => {
  expect(issuerOf({ publicUrl, issuer }, given)).toBe(expected);
  expect(poolOfIssuer(expected)).toBe(given.id);
});

test.each([undefined, 7, "", "us-east-1_AbCdEf123", "http://x/", "http://x/no-pool", "http://x/../etc_/passwd"])(
  "poolOfIssuer, %j, is none",
  (issuer) => {
    expect(poolOfIssuer(issuer)).toBeUndefined();
  },
);

test("discovery, a pool without a domain, has no endpoints, and its members in alphabetical order", () => {
  const document = discovery({ publicUrl, issuer: "local" }, pool);
  expect(document).toEqual({
    id_token_signing_alg_values_supported: ["RS256"],
    issuer: `${publicUrl}/${POOL_ID}`,
    jwks_uri: `${publicUrl}/${POOL_ID}/.well-known/jwks.json`,
    response_types_supported: ["code", "token"],
    scopes_supported: ["openid", "email", "phone", "profile"],
    subject_types_supported: ["public"],
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
  });
  expect(Object.keys(document)).toEqual(Object.keys(document).sort());
});

test("discovery, a pool with hosted endpoints, shows them, in alphabetical order", () => {
  const document = discovery({ publicUrl, issuer: "aws" }, pool, publicUrl);
  expect(document).toMatchObject({
    authorization_endpoint: `${publicUrl}/oauth2/authorize`,
    end_session_endpoint: `${publicUrl}/logout`,
    revocation_endpoint: `${publicUrl}/oauth2/revoke`,
    token_endpoint: `${publicUrl}/oauth2/token`,
    userinfo_endpoint: `${publicUrl}/oauth2/userInfo`,
    jwks_uri: `${publicUrl}/${POOL_ID}/.well-known/jwks.json`,
  });
  expect(Object.keys(document)).toEqual(Object.keys(document).sort());
});
