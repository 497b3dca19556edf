import { choosesFirstFactor } from "../../auth/door.ts";
import { uuid } from "../../lib/ids.ts";
import { finishSignIn } from "../../oauth/finish-sign-in.ts";
import { redirect } from "../../web/answer.ts";
import { goTo, linkTo, orSay, shown } from "../answers.ts";
import { nameField, passwordField } from "../fields.ts";
import { filled, type TextKey } from "../languages/index.ts";
import { hasOwnUsers, providerOfAddress, providersOf, SEARCH_FIELD } from "../providers.ts";
import { beginByChoice, beginByPassword } from "../sign-in-way.ts";
import type { Form, Link, View } from "../view.ts";
import type { Visit } from "../visit.ts";
import type { Screen } from "./screen.ts";

/** Where a sign-in begins: name and password at once, or in managed login the name alone where users may choose how to go on. */
export const login: Screen = {
  path: "/login",
  show: async (visit) => shown(visit, await view(visit, { username: visit.request.query["login_hint"] })),
  submit: async (visit, form) => {
    const address = form[SEARCH_FIELD];
    if (address !== undefined) return toProvider(visit, address);
    if (form["signInAs"] !== undefined) return asBefore(visit);
    const { username = "", password } = form;
    return orSay(
      visit,
      () => {
        if (password || visit.look.version === 1) return beginByPassword(visit, username, password ?? "");
        return isByChoice(visit) ? beginByChoice(visit, username) : goTo(visit, "/verifyPassword", { username });
      },
      (error) => view(visit, { username, error }),
    );
  },
};

/** AWS, "Managed login": a client whose users may choose asks for the name first. The classic pages know passwords only. */
const isByChoice = ({ request, look }: Visit): boolean => look.version === 2 && choosesFirstFactor(request.client);

async function toProvider(visit: Visit, address: string) {
  const found = await providerOfAddress(visit, address.trim());
  return found === undefined ? shown(visit, await view(visit, { error: visit.texts.noProvider })) : redirect(found);
}

/** Measured: the classic page offers to go on as whom the browser's session names, and the hour begins anew. */
async function asBefore(visit: Visit) {
  const { session } = visit.request;
  if (!session) return shown(visit, await view(visit, {}));
  return finishSignIn(visit.request, { user: session.user, eventId: uuid() });
}

/** What other pages have brought about, and can only be told here. */
const SAID_HERE: readonly TextKey[] = ["accountConfirmed", "passwordChanged"];

interface Shown {
  readonly username?: string;
  readonly error?: string;
}

async function view(visit: Visit, { username, error }: Shown): Promise<View> {
  const { texts, look, state, request } = visit;
  const classic = look.version === 1;
  return {
    page: "sign-in",
    title: classic ? "Signin" : texts.signIn,
    heading: classic ? "Sign in with your username and password" : texts.signIn,
    lead: texts.signInLead,
    error,
    notice: error === undefined && state.notice && SAID_HERE.includes(state.notice) ? texts[state.notice] : undefined,
    providers: await providersOf(visit),
    forms: hasOwnUsers(visit) ? [...(classic && request.session ? [sessionForm(visit)] : []), form(visit, { username, error })] : [],
    links: hasOwnUsers(visit) && !request.pool.adminCreateOnly ? [signUpLink(visit)] : [],
  };
}

const signUpLink = (visit: Visit): Link => ({
  before: visit.texts.newUser,
  text: visit.texts.createAccount,
  href: linkTo(visit, "/signup"),
});

function form(visit: Visit, { username, error }: Shown): Form {
  const { texts } = visit;
  const invalid = error !== undefined;
  const shared = { action: linkTo(visit, "/login"), name: "cognitoSignInForm" };
  const name = nameField(visit, { id: "signInFormUsername", value: username, invalid });
  if (isByChoice(visit))
    return { ...shared, fields: [name], submits: [{ text: texts.next, name: "signInSubmitButton", style: "primary" }] };
  return {
    ...shared,
    fields: [name, passwordField(visit, { id: "signInFormPassword", invalid })],
    link: { text: texts.forgotPassword, href: linkTo(visit, "/forgotPassword") },
    submits: [{ text: texts.signIn, name: "signInSubmitButton", style: "primary", input: "submit" }],
  };
}

const sessionForm = (visit: Visit): Form => ({
  action: linkTo(visit, "/login"),
  name: "cognitoSessionForm",
  fields: [],
  submits: [
    {
      text: filled(visit.texts.signInAs, { username: visit.request.session?.user.username ?? "" }),
      name: "signInAs",
      value: "true",
      style: "secondary",
    },
  ],
});
