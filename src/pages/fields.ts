import type { PasswordPolicy, Pool } from "../records/pools.ts";
import { filled, type Texts } from "./languages/index.ts";
import type { Field, Form, Input, PasswordChecks } from "./view.ts";
import type { Visit } from "./visit.ts";

type Wording = { readonly texts: Texts };

/** What a user of the pool is called by. */
export function nameField(
  { texts, request }: Pick<Visit, "texts" | "request">,
  input: { id: string; value?: string; invalid?: boolean },
): Input {
  const kind = kindOfName(request.pool, texts);
  // With autofill of passkeys where a browser has them (WebAuthn section 5.1.4).
  return { kind: "input", name: "username", autocomplete: "username webauthn", focus: true, ...kind, ...input };
}

function kindOfName({ usernameAttributes }: Pool, texts: Texts): Pick<Input, "label" | "placeholder" | "type"> {
  if (usernameAttributes.length > 1) return { label: texts.emailOrPhone, placeholder: texts.emailOrPhonePlaceholder, type: "text" };
  if (usernameAttributes.includes("email")) return { label: texts.email, placeholder: texts.emailPlaceholder, type: "email" };
  if (usernameAttributes.includes("phone_number")) return { label: texts.phone_number, placeholder: texts.phonePlaceholder, type: "tel" };
  return { label: texts.username, placeholder: texts.usernamePlaceholder, type: "text" };
}

export const passwordField = ({ texts }: Wording, input: Pick<Input, "id"> & Partial<Input>): Input => ({
  kind: "input",
  name: "password",
  type: "password",
  label: texts.password,
  placeholder: texts.passwordPlaceholder,
  autocomplete: "current-password",
  reveal: texts.showPassword,
  ...input,
});

export const codeField = ({ texts }: Wording, input: Partial<Input> = {}): Input => ({
  kind: "input",
  name: "code",
  id: "verification_code",
  type: "text",
  label: texts.code,
  placeholder: texts.codePlaceholder,
  autocomplete: "one-time-code",
  numeric: true,
  focus: true,
  ...input,
});

interface NewPassword {
  readonly ids: { readonly password: string; readonly again: string };
  readonly labels?: { readonly password: string; readonly again: string };
  readonly invalid?: boolean;
  readonly optional?: string;
}

/** A new password, what is asked of it, and the same once more. */
export function newPasswordFields(
  { texts, request }: Pick<Visit, "texts" | "request">,
  { ids, labels, invalid, optional }: NewPassword,
): Field[] {
  const shared = { autocomplete: "new-password", invalid, optional };
  return [
    passwordField({ texts }, { ...shared, id: ids.password, label: labels?.password ?? texts.password }),
    passwordChecks(texts, request.pool.passwordPolicy, ids.password),
    passwordField(
      { texts },
      {
        ...shared,
        name: "confirmPassword",
        id: ids.again,
        label: labels?.again ?? texts.confirmPassword,
        placeholder: texts.confirmPasswordPlaceholder,
      },
    ),
  ];
}

/** The demands of the policy (rules/password-policy.ts) as patterns that browsers understand. */
function passwordChecks(texts: Texts, policy: PasswordPolicy, of: string): PasswordChecks {
  const demands: readonly (readonly [wanted: boolean, rule: string, pattern: string, text: string])[] = [
    [policy.requireLowercase, "lowerletter", "[a-z]", texts.policyLower],
    [policy.requireUppercase, "upperletter", "[A-Z]", texts.policyUpper],
    [policy.requireNumbers, "numbers", "[0-9]", texts.policyNumber],
    [policy.requireSymbols, "symbols", "[\\^$*.\\[\\]\\{\\}\\(\\)?\"!@#%&\\/\\\\,><':;\\|_~`+=\\-]|(?<=\\S) (?=\\S)", texts.policySymbol],
    [true, "length", `^[^]{${policy.minimumLength},}$`, filled(texts.policyLength, { count: policy.minimumLength })],
    [true, "edges", "^\\S(?:[^]*\\S)?$", texts.policyEdges],
  ];
  const checks = demands.filter(([wanted]) => wanted).map(([, rule, pattern, text]) => ({ rule, pattern, text }));
  return { kind: "checks", of, met: texts.met, notMet: texts.notMet, checks };
}

/** Both passwords are the same; where the second one is not asked for, nothing can differ. */
export const passwordsAgree = ({ password = "", confirmPassword }: Readonly<Record<string, string>>): boolean =>
  confirmPassword === undefined || confirmPassword === password;

/** A small form that asks for a new code. */
export const resendForm = ({ texts }: Wording, action: string): Form => ({
  action,
  name: "resend",
  fields: [],
  before: texts.noCode,
  submits: [{ text: texts.resend, name: "resend", value: "true", style: "link" }],
});
