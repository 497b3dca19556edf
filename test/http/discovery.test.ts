import request from "supertest";
import { describe, expect, test } from "vitest";
import { startTestServer, useTestServer } from "../support/server.ts";

const server = await useTestServer();
const http = request(server.url);

const newPool = async (settings = {}): Promise<string> =>
  (await server.call("CreateUserPool", { PoolName: "shop", ...settings })).UserPool.Id;

describe("jwks.json", () => {
  test("shows two RSA keys with their members in alphabetical order, for any origin", async () => {
    const pool = await newPool();
    const { body, headers } = await http
      .get(`/${pool}/.well-known/jwks.json`)
      .expect(200)
      .expect("content-type", /^application\/json/);
    expect(headers["access-control-allow-origin"]).toBe("*");
    expect(body.keys).toHaveLength(2);
    for (const key of body.keys) {
      expect(Object.keys(key)).toEqual(["alg", "e", "kid", "kty", "n", "use"]);
      expect(key).toMatchObject({ alg: "RS256", e: "AQAB", kty: "RSA", use: "sig", kid: expect.stringMatching(/^.{43}=$/) });
    }
    expect(body.keys[0].kid).not.toBe(body.keys[1].kid);
  });

  test("is the same on every call", async () => {
    const pool = await newPool();
    const first = await http.get(`/${pool}/.well-known/jwks.json`);
    const second = await http.get(`/${pool}/.well-known/jwks.json`);
    expect(second.body).toEqual(first.body);
  });

  test("of an unknown pool is not found, and makes nothing", async () => {
    const { body } = await http.get("/us-east-1_AbSeNt123/.well-known/jwks.json").expect(404);
    expect(body).toEqual({ message: "User pool us-east-1_AbSeNt123 does not exist." });
    expect(await server.services.store.partitions()).toEqual([]);
  });
});

describe("openid-configuration", () => {
  test("names the issuer where it is itself found, and no endpoints for a pool without a domain", async () => {
    const pool = await newPool();
    const { body } = await http.get(`/${pool}/.well-known/openid-configuration`).expect(200);
    expect(body).toEqual({
      id_token_signing_alg_values_supported: ["RS256"],
      issuer: `${server.url}/${pool}`,
      jwks_uri: `${server.url}/${pool}/.well-known/jwks.json`,
      response_types_supported: ["code", "token"],
      scopes_supported: ["openid", "email", "phone", "profile"],
      subject_types_supported: ["public"],
      token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    });
  });

  test("starts with the public URL where one is set, and with Cognito's issuer where that is asked for", async () => {
    const other = await startTestServer({ publicUrl: "https://id.example.test/base", issuer: "aws" });
    const pool = (await other.call("CreateUserPool", { PoolName: "shop" })).UserPool.Id;
    const { body } = await request(other.url).get(`/${pool}/.well-known/openid-configuration`).expect(200);
    expect(body).toMatchObject({
      issuer: `https://cognito-idp.us-east-1.amazonaws.com/${pool}`,
      jwks_uri: `https://id.example.test/base/${pool}/.well-known/jwks.json`,
    });
    await other.close();
  });

  test("with an underscore in its name is not understood", async () => {
    const pool = await newPool();
    const { body } = await http.get(`/${pool}/.well-known/openid_configuration`).expect(400);
    expect(body).toEqual({
      code: "BadRequest",
      message: "The server did not understand the operation that was requested.",
      type: "client",
    });
  });
});
