import { randomInt } from "node:crypto";
import { InvalidPasswordException } from "#generated/errors.ts";
import type { PasswordPolicy } from "../records/pools.ts";

const UPPERCASE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWERCASE = "abcdefghijklmnopqrstuvwxyz";
const DIGITS = "0123456789";
/** The symbols that count (AWS, "Adding user pool password requirements"); a space counts inside a password only. */
const SYMBOL = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`+=-]|(?<=\S) (?=\S)/;
/** For made-up passwords: symbols that survive shells, HTML and URLs. */
const SAFE_SYMBOLS = "!@#%^*-_=+.:";
const MADE_UP_LENGTH = 12;

interface Demand {
  readonly wanted: (policy: PasswordPolicy) => boolean;
  readonly met: (password: string, policy: PasswordPolicy) => boolean;
  readonly complaint: string;
}

const DEMANDS: readonly Demand[] = [
  {
    wanted: () => true,
    met: (password, { minimumLength }) => [...password].length >= minimumLength,
    complaint: "Password not long enough",
  },
  {
    wanted: (policy) => policy.requireUppercase,
    met: (password) => /[A-Z]/.test(password),
    complaint: "Password must have uppercase characters",
  },
  {
    wanted: (policy) => policy.requireLowercase,
    met: (password) => /[a-z]/.test(password),
    complaint: "Password must have lowercase characters",
  },
  { wanted: (policy) => policy.requireNumbers, met: (password) => /\d/.test(password), complaint: "Password must have numeric characters" },
  {
    wanted: (policy) => policy.requireSymbols,
    met: (password) => SYMBOL.test(password),
    complaint: "Password must have symbol characters",
  },
  {
    wanted: () => true,
    met: (password) => /^\S(?:[^]*\S)?$/.test(password),
    complaint: "Password must satisfy regular expression pattern: ^\\S.*\\S$",
  },
];

/** Cognito names one broken rule only, the first. @throws InvalidPasswordException */
export function checkPasswordPolicy(policy: PasswordPolicy, password: string): void {
  const broken = DEMANDS.find(({ wanted, met }) => wanted(policy) && !met(password, policy));
  if (broken) throw new InvalidPasswordException(`Password did not conform with policy: ${broken.complaint}`);
}

/** A random password that satisfies the policy, for users who are created without one. */
export function makeUpPassword(policy: PasswordPolicy): string {
  const kinds = [UPPERCASE, LOWERCASE, DIGITS, ...(policy.requireSymbols ? [SAFE_SYMBOLS] : [])];
  const pick = (alphabet: string) => alphabet[randomInt(alphabet.length)]!;
  const length = Math.max(MADE_UP_LENGTH, policy.minimumLength);
  const characters = Array.from({ length }, (_, index) => pick(kinds[index] ?? kinds.join("")));
  return shuffled(characters).join("");
}

function shuffled(characters: readonly string[]): string[] {
  const result = [...characters];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}
