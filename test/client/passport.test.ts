import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import session from "express-session";
import * as oidc from "openid-client";
import { Strategy as OpenIdStrategy, type VerifyFunction } from "openid-client/passport";
import passport from "passport";
import OAuth2Strategy from "passport-oauth2";
import { afterEach, describe, expect, test } from "vitest";
import { browser, hostedPool, signIn } from "../support/hosted.ts";
import { useTestServer } from "../support/server.ts";

const server = await useTestServer();
const closing: (() => Promise<unknown>)[] = [];
afterEach(() => Promise.all(closing.splice(0).map((close) => close())));

type Place = Awaited<ReturnType<typeof hostedPool>>;

/** An app that lets nobody in but through passport. `strategyFor`: by the pool, and the address that users come back to. */
async function startApp(strategyFor: (made: Place, callback: string) => Promise<passport.Strategy>) {
  const app = express();
  const http = createServer(app);
  await new Promise<void>((listening) => void http.listen(0, "127.0.0.1", listening));
  closing.push(() => {
    http.closeAllConnections();
    return new Promise((closed) => void http.close(closed));
  });
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const doorman = new passport.Passport();
  doorman.serializeUser((user, done) => done(null, user));
  doorman.deserializeUser((user: Express.User, done) => done(null, user));
  const configure = async (made: Place) => void doorman.use("cognito", await strategyFor(made, `${url}/callback`));
  app.use(session({ secret: "of the app", resave: false, saveUninitialized: false }));
  app.use(doorman.initialize(), doorman.session());
  app.get("/login", doorman.authenticate("cognito"));
  app.get("/callback", doorman.authenticate("cognito", { successRedirect: "/me", failureRedirect: "/refused" }));
  app.get("/me", (request, response) => void response.json(request.user ?? null));
  return { url, callback: `${url}/callback`, configure };
}

type App = Awaited<ReturnType<typeof startApp>>;

/** From the app through the pages and back. @returns what the app knows of who has come */
async function walk(app: App): Promise<unknown> {
  const visitor = browser(app.url);
  const begun = new URL((await visitor.visit("/login")).location);
  expect(begun.href.startsWith(`${server.url}/oauth2/authorize?`)).toBe(true);
  const callback = await signIn(browser(server.url), Object.fromEntries(begun.searchParams));
  const done = await visitor.visit(callback.pathname + callback.search);
  expect(done.location).toBe("/me");
  return JSON.parse((await visitor.visit("/me")).text);
}

describe("passport", () => {
  test("with passport-oauth2, state and PKCE", async () => {
    const app = await startApp(async ({ clientId, secret }, callbackURL) => {
      const verify = async (token: string, done: (error: unknown, user?: object) => void) => {
        const answer = await fetch(`${server.url}/oauth2/userInfo`, { headers: { authorization: `Bearer ${token}` } });
        done(null, (await answer.json()) as object);
      };
      return new OAuth2Strategy(
        {
          authorizationURL: `${server.url}/oauth2/authorize`,
          tokenURL: `${server.url}/oauth2/token`,
          clientID: clientId,
          clientSecret: secret,
          callbackURL,
          scope: ["openid", "email"],
          state: true,
          pkce: true,
        },
        (token: string, _refresh: string, _profile: unknown, done: (error: unknown, user?: object) => void) => void verify(token, done),
      );
    });
    await app.configure(await hostedPool(server, { client: { GenerateSecret: true, CallbackURLs: [app.callback] } }));
    expect(await walk(app)).toMatchObject({ username: "ada", email: "ada@example.com" });
  });

  test("with openid-client's strategy, by discovery", async () => {
    const app = await startApp(async ({ poolId, clientId }, callbackURL) => {
      const issuer = new URL(`${server.url}/${poolId}`);
      const config = await oidc.discovery(issuer, clientId, undefined, oidc.None(), { execute: [oidc.allowInsecureRequests] });
      const verify: VerifyFunction = (tokens, done) => done(null, tokens.claims());
      return new OpenIdStrategy({ config, scope: "openid email", callbackURL }, verify);
    });
    const made = await hostedPool(server, { client: { CallbackURLs: [app.callback] } });
    await app.configure(made);
    expect(await walk(app)).toMatchObject({ "cognito:username": "ada", email: "ada@example.com", aud: made.clientId });
  });
});
