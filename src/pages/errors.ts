import type { CognitoError } from "#generated/errors.ts";
import type { TextKey } from "./languages/index.ts";
import type { Visit } from "./visit.ts";

/** Errors by name, or by their beginning where one name stands for several. In other languages than English. */
const SPOKEN: readonly (readonly [name: string, beginning: string, key: TextKey])[] = [
  ["NotAuthorizedException", "Incorrect username or password", "incorrect"],
  ["NotAuthorizedException", "User is disabled", "userDisabled"],
  ["NotAuthorizedException", "Password attempts exceeded", "attemptsExceeded"],
  ["NotAuthorizedException", "Temporary password has expired", "temporaryPasswordExpired"],
  ["NotAuthorizedException", "SignUp is not permitted", "signUpNotAllowed"],
  ["NotAuthorizedException", "User password cannot be reset", "cannotReset"],
  ["NotAuthorizedException", "Contact administrator", "cannotReset"],
  ["InvalidParameterException", "Cannot reset password", "cannotReset"],
  ["InvalidParameterException", "Invalid email address format", "invalidEmail"],
  ["InvalidParameterException", "Invalid phone number format", "invalidPhone"],
  ["UserNotFoundException", "", "incorrect"],
  ["CodeMismatchException", "Invalid verification code", "codeInvalid"],
  ["CodeMismatchException", "", "codeMismatch"],
  ["EnableSoftwareTokenMFAException", "", "codeMismatch"],
  ["ExpiredCodeException", "Your software token", "codeUsed"],
  ["ExpiredCodeException", "", "codeExpired"],
  ["LimitExceededException", "", "limitExceeded"],
  ["TooManyFailedAttemptsException", "", "limitExceeded"],
  ["UsernameExistsException", "", "userExists"],
  ["AliasExistsException", "", "addressTaken"],
  ["InvalidPasswordException", "", "passwordPolicy"],
  ["PasswordHistoryPolicyViolationException", "", "passwordReused"],
];

/** What a page says of an error: in English what the service says, also what a trigger has said, in other languages the same in their words. */
export function spoken({ language, texts }: Pick<Visit, "language" | "texts">, { name, message }: CognitoError): string {
  if (language === "en") return message;
  const found = SPOKEN.find(([named, beginning]) => named === name && message.startsWith(beginning));
  return found ? texts[found[2]] : message;
}
