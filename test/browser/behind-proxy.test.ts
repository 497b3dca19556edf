import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as oidc from "openid-client";
import { afterAll, describe, expect, test } from "vitest";
import { chromiumTool } from "../support/chromium.ts";
import { useTestServer } from "../support/server.ts";
import { HostedPages, PASSWORD } from "./hosted-pages.ts";

const BASE = "/pools";
/** The classic button has a label of its own. */
const SIGN_IN = /^(Sign in|submit)$/;

/** A proxy that has a path of its own for a server, takes it away, and leaves the host's name. `target`: the server's address. */
async function startProxy(target: () => string): Promise<{ url: string; server: Server }> {
  const server = createServer((asked, answer) => {
    if (!asked.url?.startsWith(`${BASE}/`)) return answer.writeHead(404).end("outside of the server's path");
    const { method, headers } = asked;
    const sent = request(new URL(asked.url.slice(BASE.length), target()), { method, headers }, (received) => {
      answer.writeHead(received.statusCode!, received.rawHeaders);
      received.pipe(answer);
    });
    sent.on("error", () => answer.destroy());
    asked.pipe(sent);
  });
  await new Promise<void>((listening) => void server.listen(0, "127.0.0.1", listening));
  return { url: `http://localhost:${(server.address() as AddressInfo).port}${BASE}`, server };
}

let target = "";
const proxy = await startProxy(() => target);
const server = await useTestServer({ publicUrl: proxy.url });
target = server.url;
afterAll(() => {
  proxy.server.closeAllConnections();
  proxy.server.close();
});

describe.skipIf(chromiumTool.missing)(chromiumTool.suite("a browser behind a proxy with a path of its own"), () => {
  const hosted = new HostedPages(server);
  const through = (address: string) => address.replace(hosted.origin, proxy.url);

  test.each([1, 2] as const)("version %i: signs in, is known the next time, and signs out, by what discovery says", async (version) => {
    await hosted.setUp({ version });
    await hosted.user("ada");
    const options = { execute: [oidc.allowInsecureRequests] };
    const config = await oidc.discovery(new URL(`${proxy.url}/${hosted.poolId}`), hosted.clientId, undefined, oidc.None(), options);
    const { authorization_endpoint, token_endpoint, end_session_endpoint, jwks_uri } = config.serverMetadata();
    for (const address of [authorization_endpoint, token_endpoint, end_session_endpoint, jwks_uri])
      expect(address).toMatch(new RegExp(`^${proxy.url}/`));
    await hosted.page.goto(through(hosted.address()));
    await hosted.page.locator("[name=password]:visible").waitFor();
    await hosted.submit({ username: "ada", password: "wr0ng-One" }, SIGN_IN);
    await hosted.expectError("Incorrect username or password.");
    await hosted.submit({ username: "ada", password: PASSWORD }, SIGN_IN);
    expect(await hosted.expectSignedIn()).toMatchObject({ iss: `${proxy.url}/${hosted.poolId}`, "cognito:username": "ada" });
    await hosted.page.goto(through(hosted.address()));
    await hosted.expectSignedIn();
    await hosted.page.goto(through(hosted.address("/logout", { response_type: "code" })));
    expect(hosted.page.url().startsWith(`${proxy.url}/login?`)).toBe(true);
  });
});
