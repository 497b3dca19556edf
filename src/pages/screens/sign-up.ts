import { signUpOperations } from "../../services/sign-up/index.ts";
import { goTo, linkTo, orSay, shown, somethingWrong } from "../answers.ts";
import { attributeFields, attributesOf } from "../attribute-fields.ts";
import { nameField, newPasswordFields, passwordsAgree } from "../fields.ts";
import { hashFor } from "../sign-in.ts";
import { beginSignedUp } from "../sign-in-way.ts";
import { agreementOf } from "../terms-line.ts";
import type { View } from "../view.ts";
import type { Visit } from "../visit.ts";
import type { FormValues, Screen } from "./screen.ts";

/** A new account: a name, what the pool requires, and a password unless the pool lets users in without. */
export const signUp: Screen = {
  path: "/signup",
  show: async (visit) => shown(visit, await view(visit, {})),
  submit: async (visit, form) => {
    if (!passwordsAgree(form)) return shown(visit, await view(visit, form, visit.texts.passwordsDiffer));
    return orSay(
      visit,
      () => register(visit, form),
      (error) => view(visit, form, error),
    );
  },
};

async function register(visit: Visit, form: FormValues) {
  const { call, client, pool } = visit.request;
  const { username = "", password = "" } = form;
  const answer = await signUpOperations.signUp(
    {
      ClientId: client.id,
      SecretHash: hashFor(client, username),
      Username: username,
      ...(password !== "" || !isPasswordless(visit) ? { Password: password } : {}),
      UserAttributes: Object.entries(attributesOf(form)).map(([Name, Value]) => ({ Name, Value })),
    },
    call.ctx,
  );
  // Documented: such a pool makes the user, and nobody but an administrator can go on.
  if (!answer.UserConfirmed && !answer.CodeDeliveryDetails && pool.autoVerified.length === 0)
    return somethingWrong(
      visit,
      `${username} is signed up, and only AdminConfirmSignUp can confirm: the pool verifies neither email nor phone_number.`,
    );
  const { UserSub: sub, CodeDeliveryDetails: delivery } = answer;
  if (answer.UserConfirmed) return beginSignedUp(visit, { username, sub });
  return goTo(visit, "/confirm", { username, sentTo: delivery?.Destination, signedUp: sub });
}

/** The pool has a first factor that needs no password. */
const isPasswordless = ({ request }: Visit): boolean => request.pool.firstAuthFactors.some((factor) => factor.endsWith("_OTP"));

async function view(visit: Visit, form: FormValues, error?: string): Promise<View> {
  const { texts, look, request } = visit;
  const { pool } = request;
  const invalid = error !== undefined;
  // The name is this attribute already.
  const named = pool.usernameAttributes.length === 1 ? pool.usernameAttributes[0] : undefined;
  const names = pool.schema.filter(({ name, required }) => required && name !== "sub" && name !== named).map(({ name }) => name);
  // Assumption: without them no code could be sent, so they are offered where they are not required.
  const optional = pool.autoVerified.filter((name) => !names.includes(name) && name !== named && pool.usernameAttributes.length < 2);
  return {
    page: "sign-up",
    title: look.version === 1 ? "Signup" : texts.signUp,
    heading: look.version === 1 ? "Sign up with a new account" : texts.signUp,
    lead: texts.signUpLead,
    error,
    forms: [
      {
        action: linkTo(visit, "/signup"),
        name: "signupform",
        fields: [
          nameField(visit, { id: "signUpFormUsername", value: form["username"], invalid }),
          ...attributeFields(visit, { names, optional, form }),
          ...newPasswordFields(visit, {
            ids: { password: "signUpFormPassword", again: "signUpFormConfirmPassword" },
            invalid,
            optional: isPasswordless(visit) ? texts.optional : undefined,
          }),
        ],
        submits: [{ text: texts.signUp, name: "signUpButton", style: "primary" }],
      },
    ],
    links: [{ before: texts.haveAccount, text: texts.signIn, href: linkTo(visit, "/login") }],
    agreement: await agreementOf(visit),
  };
}
