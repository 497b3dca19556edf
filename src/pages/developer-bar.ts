import { findUser } from "../accounts/lookup.ts";
import { totpCode, totpStep } from "../crypto/totp.ts";
import { messages } from "../records/messages.ts";
import { users } from "../records/users.ts";
import { withParameters } from "../web/answer.ts";
import type { DeveloperBar } from "./render.ts";
import type { PasskeyCall, View } from "./view.ts";
import type { Visit } from "./visit.ts";

const MOST_USERS = 8;
/** Of messages that concern what is on the screen. */
const RECENT_MS = 15 * 60_000;
const CODE_FIELDS = ["code", "authentication_code"];

/** What only developers see; undefined where `--dev-bar` is off. `cause`: what the page itself does not say. */
export async function developerBar(visit: Visit, view: View, cause?: string): Promise<DeveloperBar | undefined> {
  const { ctx } = visit.request.call;
  if (!ctx.settings.developerBar) return undefined;
  return { hints: hintsOf(visit, view, cause), codes: await codesFor(visit, view), users: await usersOf(visit, view) };
}

function hintsOf({ styled, look, request }: Visit, view: View, cause: string | undefined): string[] {
  const unstyled = `On AWS this page would be "Login pages unavailable", for the app client ${request.client.id} has no style: CreateManagedLoginBranding makes one.`;
  return [
    ...(cause === undefined ? [] : [cause]),
    ...(look.version === 2 && !styled ? [unstyled] : []),
    ...view.forms.flatMap(({ passkey }) => (passkey ? passkeyHints(request.call.place.origin, passkey) : [])),
  ];
}

/** Browsers keep a passkey to the name that it is bound to, and to names below it (WebAuthn section 5.1.3). */
function passkeyHints(origin: string, { options }: PasskeyCall): string[] {
  const { rpId, rp } = JSON.parse(options) as { rpId?: string; rp?: { id: string } };
  const bound = rpId ?? rp?.id ?? "";
  const { hostname } = new URL(origin);
  if (hostname === bound || hostname.endsWith(`.${bound}`)) return [];
  return [
    `Passkeys of this user pool are bound to ${bound}, and this page is at ${hostname}: browsers refuse them here. SetUserPoolMfaConfig sets another WebAuthnConfiguration.RelyingPartyId, such as localhost.`,
  ];
}

/** What goes into the page's field for a code: the last one that was sent to whom it asks, or the one that their authenticator app shows now. */
async function codesFor(visit: Visit, { forms }: View): Promise<DeveloperBar["codes"]> {
  const names = forms.flatMap(({ fields }) => fields.flatMap((each) => (each.kind === "input" ? [each.name] : [])));
  const field = CODE_FIELDS.find((name) => names.includes(name));
  const { asked, username } = visit.state;
  const name = asked?.username ?? username;
  if (field === undefined || name === undefined) return [];
  const ofApp = asked?.challenge === "SOFTWARE_TOKEN_MFA" || asked?.challenge === "MFA_SETUP";
  const codes = ofApp ? await appCodes(visit, name) : await sentCodes(visit, name);
  return codes.map((code) => ({ ...code, field }));
}

async function appCodes({ state, request }: Visit, name: string) {
  const { store, clock } = request.call.ctx;
  const secret = state.secret ?? (await findUser(store, request.pool, name))?.totp?.secret;
  return secret === undefined ? [] : [{ destination: "authenticator app", code: totpCode(secret, totpStep(clock.now())) }];
}

async function sentCodes({ request }: Visit, name: string) {
  const { store, clock } = request.call.ctx;
  const user = await findUser(store, request.pool, name);
  const query = { partition: request.pool.id, index: "recipient", reverse: true, limit: 1 } as const;
  const { items } = await messages.list(store, { ...query, equals: (user?.sub ?? name).toLowerCase() });
  return items
    .filter(({ code, sentAt }) => code !== undefined && sentAt > clock.now() - RECENT_MS)
    .map(({ destination, code = "" }) => ({ destination, code }));
}

/** On the pages that begin with a name. */
async function usersOf({ request }: Visit, { page }: View): Promise<DeveloperBar["users"]> {
  if (page !== "sign-in") return [];
  const { items } = await users.list(request.call.ctx.store, { partition: request.pool.id, limit: MOST_USERS });
  const { login_hint: _, ...query } = request.call.query.values;
  return items.map(({ username, attributes }) => {
    const name = request.pool.usernameAttributes.map((attribute) => attributes[attribute]).find(Boolean) ?? username;
    return { name, href: withParameters(`${request.call.place.base}/login`, { ...query, login_hint: name }) };
  });
}
