import { UserNotFoundException } from "#generated/errors.ts";
import { migrateUnknown } from "../../accounts/migrate-user.ts";
import { afterPassing, type Flow, type Opening } from "../attempt.ts";
import { openAttempt, provePassword, wrongPassword } from "../factors/first-factor.ts";
import { givenName } from "../parameters.ts";

const begin: Flow["begin"] = async (opening, flow) => {
  const { USERNAME: username = "", PASSWORD: password = "" } = opening.parameters;
  await migrated(opening, username, password);
  const attempt = await openAttempt(opening, flow, username);
  return afterPassing(attempt, await provePassword(attempt, username, password));
};

/** Only a plain password can bring somebody in from elsewhere. Where existence is hidden, nobody learns what went wrong. */
async function migrated({ ctx, pool, client, clientMetadata }: Opening, name: string, password: string): Promise<void> {
  try {
    await migrateUnknown(ctx, { source: "UserMigration_Authentication", pool, client, name, password, validationData: clientMetadata });
  } catch (error) {
    throw error instanceof UserNotFoundException && client.hideUserExistence ? wrongPassword() : error;
  }
}

const shared = {
  allowedByDefault: false,
  required: ["USERNAME", "PASSWORD"],
  hashedNames: givenName,
  begin,
} satisfies Partial<Flow>;

export const userPassword: Flow = {
  ...shared,
  names: ["USER_PASSWORD_AUTH"],
  doors: ["client", "hosted"],
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
