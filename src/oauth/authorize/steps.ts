import type { Answer } from "../../web/answer.ts";
import type { Call } from "../call.ts";
import { allowedFlow } from "./allowed-flow.ts";
import { allowedScopes } from "./allowed-scopes.ts";
import { availableProvider } from "./available-provider.ts";
import { hostedPool } from "./hosted-pool.ts";
import { knownClient } from "./known-client.ts";
import { namedClient } from "./named-client.ts";
import { oauthClient } from "./oauth-client.ts";
import { prompting } from "./prompting.ts";
import { registeredRedirect } from "./registered-redirect.ts";
import type { AuthorizeRequest, Step } from "./request.ts";
import { requestedProvider } from "./requested-provider.ts";
import { signedInBrowser } from "./signed-in-browser.ts";
import { silentSignIn } from "./silent-sign-in.ts";
import { toLogin } from "./to-login.ts";
import { toProvider } from "./to-provider.ts";
import { wellFormed } from "./well-formed.ts";

/** Who has a sign-in looked at. */
export type Runner = keyof typeof COLUMNS;

/** /oauth2/authorize; the pages that carry its parameters on; pages that only come back to the client; /logout. */
const COLUMNS = { authorize: 1, page: 2, visit: 3, logout: 4 } as const;

const X = true;
const _ = false;

/** In the order in which Cognito looks: steps down, who runs them across. */
const STEPS: readonly (readonly [step: Step, authorize: boolean, page: boolean, visit: boolean, logout: boolean])[] = [
  [namedClient, X, X, X, X],
  [knownClient, X, X, X, X],
  [hostedPool, X, X, X, X],
  [oauthClient, X, X, X, _],
  [registeredRedirect, X, X, X, _],
  [wellFormed, X, X, _, _],
  [allowedFlow, X, X, _, _],
  [allowedScopes, X, X, _, _],
  [requestedProvider, X, X, _, _],
  [availableProvider, _, X, _, _],
  [prompting, X, X, X, _],
  [signedInBrowser, X, X, X, _],
  [silentSignIn, X, _, _, _],
  [toProvider, X, _, _, _],
  [toLogin, X, _, _, _],
];

/** Runs the steps of one column. @returns the answer that ended it, or the request as far as it was looked at. @throws Refusal */
export async function look(runner: Runner, call: Call): Promise<{ answer: Answer } | { request: AuthorizeRequest }> {
  const query = Object.fromEntries(Object.entries(call.query.values).filter(([, value]) => value !== ""));
  let request = { call, query } as Partial<AuthorizeRequest> as AuthorizeRequest;
  for (const row of STEPS) {
    if (!row[COLUMNS[runner]]) continue;
    const outcome = await row[0](request);
    if (outcome && "status" in outcome) return { answer: outcome };
    if (outcome) request = { ...request, ...outcome.found };
  }
  return { request };
}
