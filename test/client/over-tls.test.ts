import { Agent, request } from "node:https";
import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";
import * as oidc from "openid-client";
import { describe, expect, test } from "vitest";
import { browser, CALLBACK, hostedPool, signIn } from "../support/hosted.ts";
import { useTestServer } from "../support/server.ts";
import { awsEnvironment, findTool, PYTHON, runTool } from "../support/tools.ts";

const cli = findTool("the AWS CLI", "aws", ["--version"]);
const boto3 = findTool("boto3 for Python", PYTHON, ["-c", "import boto3"]);

const server = await useTestServer({ tls: true });
const { tlsUrl = "", authority } = server;
const { certificate: ca, file } = authority!;

/** As fetch, trusting the server's authority. */
const trusting = (address: string, { method, headers, body }: oidc.CustomFetchOptions): Promise<Response> =>
  new Promise((resolve, reject) => {
    request(address, { method, headers, ca }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const lines = Object.entries(response.headers).map(([name, value]): [string, string] => [name, String(value)]);
        resolve(new Response(Buffer.concat(chunks), { status: response.statusCode, headers: lines }));
      });
    })
      .on("error", reject)
      .end(body?.toString());
  });

describe("over TLS", () => {
  test("the AWS SDK for JavaScript, and not without trust", async () => {
    const sdk = (trusted?: string) =>
      new CognitoIdentityProvider({
        endpoint: tlsUrl,
        region: "us-east-1",
        credentials: { accessKeyId: "any", secretAccessKey: "any" },
        requestHandler: { httpsAgent: new Agent({ ca: trusted ?? [] }) },
        maxAttempts: 1,
      });
    const { UserPool } = await sdk(ca).createUserPool({ PoolName: "secure" });
    expect((await sdk(ca).listUserPools({ MaxResults: 1 })).UserPools).toMatchObject([{ Id: UserPool!.Id }]);
    await expect(sdk().listUserPools({ MaxResults: 1 })).rejects.toThrow(/certificate/);
  });

  test.skipIf(cli.missing)(cli.suite("the AWS CLI"), async () => {
    await server.call("CreateUserPool", { PoolName: "secure" });
    const env = { ...awsEnvironment(tlsUrl), AWS_CA_BUNDLE: file, NO_PROXY: "localhost" };
    const listed = JSON.parse(await runTool("aws", ["cognito-idp", "list-user-pools", "--max-results", "5", "--output", "json"], env));
    expect(listed.UserPools).toMatchObject([{ Name: "secure" }]);
  });

  test.skipIf(boto3.missing)(boto3.suite("boto3"), async () => {
    await server.call("CreateUserPool", { PoolName: "secure" });
    const env = { ...awsEnvironment(tlsUrl), AWS_CA_BUNDLE: file, NO_PROXY: "localhost" };
    const script = "import boto3; print(boto3.client('cognito-idp').list_user_pools(MaxResults=5)['UserPools'][0]['Name'])";
    expect(await runTool(PYTHON, ["-c", script], env)).toBe("secure\n");
  });

  test("openid-client, which insists on TLS, from discovery to who it is", async () => {
    const { poolId, clientId } = await hostedPool(server);
    const options = { [oidc.customFetch]: trusting };
    const config = await oidc.discovery(new URL(`${tlsUrl}/${poolId}`), clientId, undefined, oidc.None(), options);
    const verifier = oidc.randomPKCECodeVerifier();
    const address = oidc.buildAuthorizationUrl(config, {
      redirect_uri: CALLBACK,
      scope: "openid email",
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    });
    expect(address.origin).toBe(tlsUrl);
    const callback = await signIn(browser(tlsUrl, { ca }), Object.fromEntries(address.searchParams));
    const tokens = await oidc.authorizationCodeGrant(config, callback, { pkceCodeVerifier: verifier });
    expect(tokens.claims()).toMatchObject({ iss: `${tlsUrl}/${poolId}`, aud: clientId });
    const info = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims()!.sub);
    expect(info).toMatchObject({ username: "ada", email: "ada@example.com" });
  });
});
