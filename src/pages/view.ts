/** What a page says and asks, in words of its language; a template turns it into HTML. All texts are plain. */
export interface View {
  /** Names the page: `sign-in`. */
  readonly page: string;
  readonly title: string;
  readonly heading: string;
  readonly lead?: string;
  readonly graphic?: Graphic;
  readonly error?: string;
  readonly notice?: string;
  readonly providers?: Providers;
  readonly forms: readonly Form[];
  readonly links: readonly Link[];
  readonly agreement?: readonly (string | Link)[];
}

/** The picture of a page, as the images of a managed login style are called. */
export type Graphic = "EMAIL_GRAPHIC" | "SMS_GRAPHIC" | "AUTH_APP_GRAPHIC" | "PASSWORD_GRAPHIC" | "PASSKEY_GRAPHIC";

export interface Link {
  /** What stands before it, as a question. */
  readonly before?: string;
  readonly text: string;
  readonly href: string;
}

/** Ways to sign in through somebody else. */
export interface Providers {
  /** Stands between them and the page's own form. */
  readonly divider: string;
  readonly first: boolean;
  readonly description: string;
  readonly buttons: readonly ProviderButton[];
  readonly search?: Form;
}

export interface ProviderButton {
  readonly name: string;
  readonly text: string;
  readonly href: string;
  /** One of the four that everybody knows. */
  readonly social: boolean;
}

export interface Form {
  readonly action: string;
  /** Of the form element; tests hold on to some. */
  readonly name?: string;
  readonly hidden?: Readonly<Record<string, string>>;
  readonly fields: readonly Field[];
  readonly submits: readonly Submit[];
  /** Stands before the button of a small form. */
  readonly before?: string;
  readonly passkey?: PasskeyCall;
  /** A link within the form, after its fields. */
  readonly link?: Link;
}

/** What the browser is asked to do with a passkey before the form is sent. */
export interface PasskeyCall {
  readonly kind: "get" | "create";
  /** JSON, as WebAuthn's `parse…OptionsFromJSON` takes it. */
  readonly options: string;
  readonly failed: string;
  readonly unsupported: string;
}

export interface Submit {
  readonly text: string;
  readonly name?: string;
  readonly value?: string;
  readonly style: "primary" | "secondary" | "link";
  /** An input element instead of a button, with its accessible name, as tests of the classic page expect it. */
  readonly input?: string;
}

export type Field = Input | Choice | PasswordChecks | Secret;

export interface Input {
  readonly kind: "input";
  readonly name: string;
  readonly id: string;
  readonly label: string;
  readonly type: "text" | "email" | "tel" | "password" | "date" | "url";
  readonly value?: string;
  readonly placeholder?: string;
  readonly hint?: string;
  readonly autocomplete?: string;
  readonly numeric?: boolean;
  readonly optional?: string;
  readonly focus?: boolean;
  readonly invalid?: boolean;
  /** The text of the box that shows a password. */
  readonly reveal?: string;
}

export interface Choice {
  readonly kind: "choice";
  readonly name: string;
  readonly legend: string;
  readonly options: readonly { readonly value: string; readonly text: string; readonly chosen: boolean }[];
}

/** Says while somebody types which demands a password meets. */
export interface PasswordChecks {
  readonly kind: "checks";
  /** The id of the password's input. */
  readonly of: string;
  readonly met: string;
  readonly notMet: string;
  readonly checks: readonly { readonly rule: string; readonly pattern: string; readonly text: string }[];
}

/** The secret of an authenticator app, as an image and to be typed. */
export interface Secret {
  readonly kind: "secret";
  /** A data URI. */
  readonly image: string;
  readonly imageText: string;
  readonly reveal: string;
  readonly label: string;
  readonly secret: string;
}
