import { describe, expect, test } from "vitest";
import { trustingChromium } from "../support/chromium.ts";
import { useTestServer } from "../support/server.ts";
import { HostedPages, PASSWORD } from "./hosted-pages.ts";

const server = await useTestServer({ tls: true });

describe.skipIf(trustingChromium.missing)(trustingChromium.suite("a browser over TLS"), () => {
  const hosted = new HostedPages(server);

  async function signIn(address?: string): Promise<void> {
    await (address === undefined ? hosted.visit() : hosted.page.goto(address));
    await hosted.expectHeading("Sign in");
    await hosted.submit({ username: "ada", password: PASSWORD }, "Sign in");
    await hosted.expectSignedIn();
  }

  test("trusts the pages, signs in, keeps its session in cookies for TLS alone, and goes straight through the next time", async () => {
    await hosted.setUp({ version: 2 });
    await hosted.user("ada");
    await signIn();
    const kept = await hosted.page.context().cookies(server.tlsUrl);
    expect(kept.map(({ name }) => name)).toContain(`cognito-${hosted.poolId}`);
    for (const { name, secure, httpOnly } of kept) expect({ name, secure, httpOnly }).toEqual({ name, secure: true, httpOnly: true });
    await hosted.visit();
    await hosted.expectSignedIn();
  });

  test("trusts the host of a pool's own, which has a session of its own", async () => {
    await hosted.setUp({ version: 2 });
    await hosted.user("ada");
    const own = (address: string) => address.replace("//localhost", `//${hosted.prefix}.localhost`);
    await signIn(own(hosted.address()));
    await hosted.page.goto(own(hosted.address()));
    await hosted.expectSignedIn();
    await hosted.visit();
    await hosted.expectHeading("Sign in");
  });

  test("can be sent to either port, one after the other", async () => {
    await hosted.setUp({ version: 2, client: {} });
    await hosted.user("ada");
    await signIn();
    await hosted.page.context().clearCookies({ name: `cognito-${hosted.poolId}` });
    await signIn(hosted.address().replace(server.tlsUrl!, server.url.replace("127.0.0.1", "localhost")));
  });
});
