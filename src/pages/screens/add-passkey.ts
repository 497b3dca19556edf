import { CognitoError } from "#generated/errors.ts";
import { beginRegistration, finishRegistration } from "../../services/webauthn/register.ts";
import { type Answer, redirect, withParameters } from "../../web/answer.ts";
import { linkTo, shown } from "../answers.ts";
import { spoken } from "../errors.ts";
import { noState } from "../state.ts";
import type { View } from "../view.ts";
import type { Visit } from "../visit.ts";
import type { Screen } from "./screen.ts";

/**
 * Managed login: a passkey for who is signed in in this browser. Measured: it comes back to the client with `result`, and
 * does not ask anybody to sign in. Assumption: so it does when no passkey is wanted.
 */
export const addPasskey: Screen = {
  path: "/passkeys/add",
  runner: "visit",
  managed: true,
  show: async (visit) => (visit.request.session ? offer(visit) : done(visit, "invalid_session")),
  submit: async (visit, { credential = "", notNow }) => {
    const owner = ownerOf(visit);
    if (!owner) return done(visit, "invalid_session");
    if (notNow !== undefined) return done(visit, "success");
    try {
      await finishRegistration(visit.request.call.ctx, owner, parsed(credential));
    } catch (error) {
      if (!(error instanceof CognitoError)) throw error;
      return offer(visit, error);
    }
    return done(visit, "success");
  },
};

const ownerOf = ({ request: { session, pool, client } }: Visit) => session && { pool, user: session.user, clientId: client.id };

/** On to where the sign-in was going, or back to the client. */
function done(visit: Visit, result: "success" | "invalid_session"): Answer {
  const cookies = [...visit.cookies, noState(visit.request)];
  return redirect(visit.state.then ?? withParameters(visit.request.redirectUri, { result }), cookies);
}

async function offer(visit: Visit, failed?: CognitoError): Promise<Answer> {
  const { ctx } = visit.request.call;
  const error = failed && spoken(visit, failed);
  try {
    const { CredentialCreationOptions } = await beginRegistration(ctx, ownerOf(visit)!);
    return await shown(visit, view(visit, JSON.stringify(CredentialCreationOptions), error), { cause: failed?.message });
  } catch (refused) {
    if (!(refused instanceof CognitoError)) throw refused;
    return shown(visit, view(visit, undefined, spoken(visit, refused)), { status: 400, cause: refused.message });
  }
}

function view(visit: Visit, options: string | undefined, error?: string): View {
  const { texts } = visit;
  const action = linkTo(visit, "/passkeys/add");
  const passkey =
    options === undefined
      ? undefined
      : ({ kind: "create", options, failed: texts.passkeyFailed, unsupported: texts.passkeyUnsupported } as const);
  return {
    page: "add-passkey",
    title: texts.addPasskeyTitle,
    heading: texts.addPasskeyTitle,
    lead: texts.addPasskeyLead,
    graphic: "PASSKEY_GRAPHIC",
    error,
    forms: [
      ...(passkey
        ? [{ action, hidden: { credential: "" }, fields: [], passkey, submits: [{ text: texts.addPasskey, style: "primary" }] as const }]
        : []),
      { action, fields: [], submits: [{ text: texts.notNow, name: "notNow", value: "true", style: "secondary" }] },
    ],
    links: [],
  };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
