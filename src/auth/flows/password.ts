import { afterPassing, type Flow } from "../attempt.ts";
import { checkPassword, openAttempt } from "../first-factor.ts";

const begin: Flow["begin"] = async (opening, flow) => {
  const { USERNAME: username = "", PASSWORD: password = "" } = opening.parameters;
  const attempt = await openAttempt(opening, flow, username);
  return afterPassing(attempt, await checkPassword(attempt, username, password));
};

const shared = {
  allowedByDefault: false,
  required: ["USERNAME", "PASSWORD"],
  hashedName: async ({ parameters }) => [parameters["USERNAME"] ?? ""],
  begin,
} satisfies Partial<Flow>;

export const userPassword: Flow = {
  ...shared,
  names: ["USER_PASSWORD_AUTH"],
  doors: ["client"],
  allowedBy: ["ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH"],
  notAllowed: () => "USER_PASSWORD_AUTH flow not enabled for this client",
};

/** The same through the administrator's door, under its present and its old name. */
export const adminUserPassword: Flow = {
  ...shared,
  names: ["ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"],
  doors: ["admin"],
  allowedBy: ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"],
  notAllowed: () => "Auth flow not enabled for this client",
};
