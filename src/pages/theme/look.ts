/** An image in its two colour modes; the same where a style has only one. */
export interface ThemeImage {
  readonly light: string;
  readonly dark: string;
}

export type Place = "START" | "CENTER" | "END";

/** How pages look to the users of one client: what a template needs beside what the page says. */
export interface Look {
  /** 1: classic pages; 2: managed login. */
  readonly version: 1 | 2;
  readonly css: string;
  readonly icons: readonly { readonly href: string; readonly type: string }[];
  readonly logo?: { readonly image: ThemeImage; readonly inside: boolean; readonly place: Place; readonly bottom: boolean };
  readonly header?: Band;
  readonly footer?: Band;
  /** `follows`: the colours that the reader prefers. */
  readonly mode: "light" | "dark" | "follows";
  readonly graphics: Readonly<Record<string, ThemeImage>> | undefined;
  /** Of providers, by name; undefined where a style has none. */
  readonly providerIcons: Readonly<Record<string, ThemeImage>> | undefined;
  /** Order of a style. */
  readonly providers: { readonly first: boolean; readonly order: readonly string[]; readonly search: boolean };
}

export interface Band {
  readonly logo?: ThemeImage;
  readonly place: Place;
}
