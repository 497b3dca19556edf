import { uuid } from "../lib/ids.ts";
import { cookie } from "./cookies.ts";

/** Cognito's name, which people's scripts look for. What it holds has nothing to do with any pool. */
const NAME = "XSRF-TOKEN";

type Cookies = Readonly<Record<string, string>>;

/** What forms of this browser have to carry; undefined before its first answer. */
export const csrfToken = (cookies: Cookies): string | undefined => cookies[NAME];

/** A new one: at the first answer, and at a sign-in, so that nobody knows it from before. */
export const newCsrfToken = (): string => uuid();

export const csrfCookie = (token: string, { secure }: { readonly secure: boolean }): string => cookie(NAME, token, { secure });

/** Whether an answer has its own. */
export const setsCsrfToken = (setCookies: readonly string[] = []): boolean => setCookies.some((each) => each.startsWith(`${NAME}=`));

/** Whether a form was made for this browser (OWASP, double submit cookie). */
export const isOwnForm = (cookies: Cookies, given: string | undefined): boolean => {
  const token = csrfToken(cookies);
  return token !== undefined && token !== "" && given === token;
};
