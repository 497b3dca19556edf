import { describe, expect, test } from "vitest";
import { authorizePath, browser, CALLBACK, hostedPool, PASSWORD, postForm, tokensOf } from "../support/hosted.ts";
import { useTestServer } from "../support/server.ts";
import { functionArn, useLambda } from "../triggers/lambda.ts";

const lambda = await useLambda();
const server = await useTestServer({ lambdaEndpoint: lambda.url });

/** The pool is gone once its function was called. */
function deletedBy(name: string, { poolId, prefix }: { poolId: string; prefix: string }): void {
  lambda.define(name, async (event) => {
    await server.call("DeleteUserPoolDomain", { UserPoolId: poolId, Domain: prefix });
    await server.call("DeleteUserPool", { UserPoolId: poolId });
    return event;
  });
}

describe("a pool that is deleted while it is asked", () => {
  test("by a form of a page: the app's client is unknown", async () => {
    const pool = await hostedPool(server);
    await server.call("UpdateUserPool", { UserPoolId: pool.poolId, LambdaConfig: { PreSignUp: functionArn("Before") } });
    deletedBy("Before", pool);
    const agent = browser(server.url);
    const signUp = authorizePath({ response_type: "code", client_id: pool.clientId, redirect_uri: CALLBACK }, "/signup");
    await agent.visit(signUp);
    const sent = await agent.submit(signUp, { _csrf: agent.jar.get("XSRF-TOKEN")!, username: "grace", password: PASSWORD });
    expect(lambda.events).toHaveLength(1);
    expect([sent.status, sent.location]).toEqual([302, `/error?error=invalid_request&client_id=${pool.clientId}`]);
  });

  test("for tokens: the client is unknown", async () => {
    const pool = await hostedPool(server, {
      client: { RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 0 } },
    });
    const { clientId } = pool;
    const { refresh_token } = await tokensOf(server, { clientId });
    await server.call("UpdateUserPool", { UserPoolId: pool.poolId, LambdaConfig: { PreTokenGeneration: functionArn("Tokens") } });
    deletedBy("Tokens", pool);
    const answer = await postForm(`${server.url}/oauth2/token`, { grant_type: "refresh_token", client_id: clientId, refresh_token });
    expect(answer).toMatchObject({ status: 400, body: { error: "invalid_client" } });
  });
});
