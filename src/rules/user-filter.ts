import { InvalidParameterException } from "#generated/errors.ts";

/** The attributes that users can be searched by (AWS, "Searching for user attributes"), and the index that serves each. */
const SEARCHABLE = {
  username: { index: "usernameOrder", caseSensitive: true },
  email: { index: "email", caseSensitive: false },
  phone_number: { index: "phone_number", caseSensitive: false },
  name: { index: "name", caseSensitive: false },
  given_name: { index: "given_name", caseSensitive: false },
  family_name: { index: "family_name", caseSensitive: false },
  preferred_username: { index: "preferred_username", caseSensitive: false },
  "cognito:user_status": { index: "cognito:user_status", caseSensitive: false },
  status: { index: "status", caseSensitive: true },
  sub: { index: "sub", caseSensitive: true },
} as const;

type Searchable = keyof typeof SEARCHABLE;

/** What to look up, as a list query takes it. */
export type UserQuery = { readonly index: (typeof SEARCHABLE)[Searchable]["index"] } & (
  | { readonly equals: string }
  | { readonly prefix: string }
);

const QUOTED = String.raw`"(?:[^"\\]|\\[^])*"`;
const CONDITION = new RegExp(String.raw`^\s*(${QUOTED}|[^\s"=^]+)\s*(\^?=)\s*(${QUOTED})\s*$`, "u");

/** `email ^= "ada"` as a look-up; undefined for an empty filter. @throws InvalidParameterException */
export function parseUserFilter(filter: string | undefined): UserQuery | undefined {
  if (filter === undefined || filter.trim() === "" || filter.trim() === '""') return undefined;
  const [, left, operator, right] = CONDITION.exec(filter) ?? [];
  if (left === undefined || right === undefined) throw new InvalidParameterException("Error while parsing filter.");
  const name = left.startsWith('"') ? unquote(left) : left;
  if (!Object.hasOwn(SEARCHABLE, name)) throw new InvalidParameterException(`Invalid search attribute: ${name}`);
  const { index, caseSensitive } = SEARCHABLE[name as Searchable];
  const value = caseSensitive ? unquote(right) : unquote(right).toLowerCase();
  return operator === "=" ? { index, equals: value } : { index, prefix: value };
}

const unquote = (text: string): string => text.slice(1, -1).replace(/\\([^])/gu, "$1");
