import { Auth, type AuthConfig } from "@auth/core";
import Cognito from "@auth/core/providers/cognito";
import { describe, expect, test } from "vitest";
import { browser, hostedPool, signIn } from "../support/hosted.ts";
import { useTestServer } from "../support/server.ts";

const server = await useTestServer({ logLevel: "silent" });
const APP = "http://localhost:3000";
const CALLBACK = `${APP}/auth/callback/cognito`;

/** An app with Auth.js, and a browser at it: cookies are kept, and redirects shown. */
function appFor(poolId: string, clientId: string, clientSecret: string) {
  const config: AuthConfig = {
    providers: [Cognito({ clientId, clientSecret, issuer: `${server.url}/${poolId}` })],
    secret: "of the app",
    trustHost: true,
    basePath: "/auth",
    logger: { error: () => undefined },
    callbacks: {
      jwt: ({ token, account }) => ({ ...token, ...(account && { accessToken: account.access_token }) }),
      session: ({ session, token }) => ({ ...session, accessToken: token["accessToken"] }),
    },
  };
  const jar = new Map<string, string>();
  const visit = async (path: string, form?: Record<string, string>): Promise<Response> => {
    const cookie = [...jar].map((pair) => pair.join("=")).join("; ");
    const init = form ? { method: "POST", body: new URLSearchParams(form) } : {};
    const answer = await Auth(new Request(new URL(path, APP), { ...init, headers: { cookie } }), config);
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  };
  /** Presses the button of the provider. @returns where the browser is sent */
  const begin = async (): Promise<URL> => {
    const { csrfToken } = (await (await visit("/auth/csrf")).json()) as { csrfToken: string };
    const answer = await visit("/auth/signin/cognito", { csrfToken, callbackUrl: `${APP}/welcome` });
    return new URL(answer.headers.get("location")!);
  };
  return { visit, begin, session: async () => (await (await visit("/auth/session")).json()) as Record<string, unknown> | null };
}

const place = () => hostedPool(server, { client: { GenerateSecret: true, CallbackURLs: [CALLBACK] } });

describe("Auth.js with its Cognito provider", () => {
  test("signs in and has a session of who it is", async () => {
    const { poolId, clientId, secret } = await place();
    const app = appFor(poolId, clientId, secret);
    expect(await app.session()).toBeNull();
    const address = await app.begin();
    expect(address.href.startsWith(`${server.url}/oauth2/authorize?`)).toBe(true);
    const callback = await signIn(browser(server.url), Object.fromEntries(address.searchParams));
    const done = await app.visit(callback.href);
    expect(done.headers.get("location")).toBe(`${APP}/welcome`);
    const session = await app.session();
    expect(session).toMatchObject({ user: { name: "Ada", email: "ada@example.com" } });
    const info = await fetch(`${server.url}/oauth2/userInfo`, { headers: { authorization: `Bearer ${String(session!["accessToken"])}` } });
    expect(await info.json()).toMatchObject({ username: "ada" });
  });

  test("makes nobody's session of a code that was used before, or of another journey's answer", async () => {
    const { poolId, clientId, secret } = await place();
    const [first, second] = [appFor(poolId, clientId, secret), appFor(poolId, clientId, secret)];
    const callback = await signIn(browser(server.url), Object.fromEntries((await first.begin()).searchParams));
    await second.begin();
    expect((await second.visit(callback.href)).headers.get("location")).toContain("error=Configuration");
    expect(await second.session()).toBeNull();
    await first.visit(callback.href);
    expect(await first.session()).not.toBeNull();
  });

  test("with a wrong secret signs nobody in", async () => {
    const { poolId, clientId } = await place();
    const app = appFor(poolId, clientId, "wrong");
    const callback = await signIn(browser(server.url), Object.fromEntries((await app.begin()).searchParams));
    await app.visit(callback.href);
    expect(await app.session()).toBeNull();
  });
});
