import { type Request, type RequestHandler, Router } from "express";
import type { Context, Services } from "../../context.ts";
import { keepLocalAccount, localAccount, localProvider } from "../../federation/local/accounts.ts";
import { localCode, localKeys, localTokens, localUserInfo } from "../../federation/local/oauth-answers.ts";
import { isLocal, LOCAL_PATH } from "../../federation/local/stand-in.ts";
import { type FederationState, openState } from "../../federation/state.ts";
import { type IdentityProvider, identityProviders } from "../../records/identity-providers.ts";
import type { LocalAccount, LocalProvider } from "../../records/local-providers.ts";
import { retryGone } from "../../storage/retry.ts";
import { type Answer, jsonAnswer, redirect, send, withParameters } from "../../web/answer.ts";
import { contextOfPage } from "../../web/caller.ts";
import { errorPageAnswer } from "../../web/document.ts";
import { queryOf, readForm } from "../../web/form.ts";
import { handOverPage, localPage } from "./page.ts";

interface Visit {
  readonly ctx: Context;
  readonly request: Request;
  readonly provider: IdentityProvider;
}

type Handler = (visit: Visit) => Promise<Answer>;

/** A page in the place of an identity provider, and the endpoints behind it: no account elsewhere, no network. */
export function createLocalProviderPages(services: Services): Router {
  const router = Router();
  const path = `${LOCAL_PATH}/:poolId/:name`;
  const route = (handler: Handler) => answering(services, handler);
  router.get([`${path}/authorize`, `${path}/saml`], route(show));
  router.post([`${path}/authorize`, `${path}/saml`], route(submit));
  router.post(
    `${path}/token`,
    route(async (visit) => json(await localTokens(visit.ctx, visit.provider, await fieldsOf(visit)))),
  );
  router.get(
    `${path}/user-info`,
    route(async ({ ctx, provider, request }) => json(await localUserInfo(ctx, provider, request.headers.authorization))),
  );
  router.get(
    `${path}/jwks.json`,
    route(async ({ ctx, provider }) => jsonAnswer(200, await localKeys(ctx, provider))),
  );
  return router;
}

const answering =
  (services: Services, handler: Handler): RequestHandler =>
  async (request, response) => {
    const ctx = contextOfPage(services, request);
    const { poolId = "", name = "" } = request.params as { poolId?: string; name?: string };
    const answer = await retryGone(async () => {
      const provider = await identityProviders.find(ctx.store, poolId, name);
      const known = provider && isLocal(ctx.settings, provider) ? provider : undefined;
      return known ? handler({ ctx, request, provider: known }) : errorPageAnswer("There is no such provider here.");
    });
    send(response, answer, ctx.requestId);
  };

const json = ({ status, body }: { status: number; body: object }): Answer => jsonAnswer(status, body);
const fieldsOf = async ({ request }: Visit): Promise<Readonly<Record<string, string>>> => (await readForm(request))?.values ?? {};

/** The journey that the browser is on. Nothing is sent anywhere but to where its own pool waits for it. */
async function journeyOf({ ctx, request, provider }: Visit): Promise<{ state: FederationState; text: string } | undefined> {
  const { values } = queryOf(request);
  const text = values["state"] ?? values["RelayState"] ?? "";
  const opened = await openState(ctx, text);
  const isOurs = opened?.poolId === provider.poolId && opened.state.provider === provider.name;
  return isOurs ? { state: opened.state, text } : undefined;
}

const noJourney = (): Answer => errorPageAnswer("The sign-in has run out. Go back to the app and sign in again.");

async function show(visit: Visit): Promise<Answer> {
  if (!(await journeyOf(visit))) return noJourney();
  const { ctx, provider } = visit;
  const { accounts, answer } = await localProvider(ctx, provider);
  return (await decided(visit, answer)) ?? localPage({ provider: provider.name, accounts });
}

/** What a test has decided in advance. */
async function decided(visit: Visit, answer: LocalProvider["answer"]): Promise<Answer | undefined> {
  if (!answer) return undefined;
  if ("refuses" in answer) return refuse(visit);
  const account = await localAccount(visit.ctx, visit.provider, answer.subject);
  return account && accept(visit, account);
}

async function submit(visit: Visit): Promise<Answer> {
  if (!(await journeyOf(visit))) return noJourney();
  const { ctx, provider } = visit;
  const { action, subject = "", claims = "{}" } = await fieldsOf(visit);
  if (action === "refuse") return refuse(visit);
  if (action === "create") {
    const made = accountOf(subject, claims);
    const { accounts } = await localProvider(ctx, provider);
    if (typeof made === "string") return localPage({ provider: provider.name, accounts, error: made, typed: { subject, claims } });
    await keepLocalAccount(ctx, provider, made);
    return accept(visit, made);
  }
  const account = await localAccount(ctx, provider, subject);
  return account ? accept(visit, account) : show(visit);
}

/** What was typed as an account, or what is wrong with it. */
function accountOf(subject: string, claims: string): LocalAccount | string {
  if (!/^\S{1,100}$/.test(subject)) return "A subject has 1 to 100 characters and no blanks.";
  try {
    const value: unknown = JSON.parse(claims || "{}");
    if (typeof value !== "object" || value === null || Array.isArray(value)) return "Claims are an object, by name.";
    return { subject, claims: value as LocalAccount["claims"] };
  } catch {
    return "The claims are no JSON.";
  }
}

async function accept(visit: Visit, account: LocalAccount): Promise<Answer> {
  const { ctx, provider } = visit;
  const journey = (await journeyOf(visit))!;
  const { returnUrl, nonce } = journey.state;
  if (provider.type !== "SAML") {
    const code = await localCode(ctx, provider, { subject: account.subject, nonce, redirectUri: returnUrl });
    return redirect(withParameters(returnUrl, { code, state: journey.text }));
  }
  // Loaded on demand: only this page signs assertions.
  const { localSamlResponse } = await import("../../federation/local/saml-answer.ts");
  const SAMLResponse = await localSamlResponse(ctx, provider, { account, requestId: nonce, returnUrl });
  return handOverPage(returnUrl, { SAMLResponse, RelayState: journey.text });
}

/** SAML providers have no way back for who refuses that AWS would understand; the page says so. */
async function refuse(visit: Visit): Promise<Answer> {
  const journey = (await journeyOf(visit))!;
  if (visit.provider.type === "SAML") return errorPageAnswer("The sign-in was refused at the provider.");
  const error = { error: "access_denied", error_description: "The user refused to sign in" };
  return redirect(withParameters(journey.state.returnUrl, { ...error, state: journey.text }));
}
