import { userDisabled, userNotFound } from "../../accounts/lookup.ts";
import type { Flow } from "../attempt.ts";
import { askPasswordVerifier } from "../challenges/password-verifier.ts";
import { openAttempt } from "../factors/first-factor.ts";
import { givenName } from "../parameters.ts";

/** The password is proven and never sent; what goes wrong with it comes out at PASSWORD_VERIFIER. */
export const userSrp: Flow = {
  names: ["USER_SRP_AUTH"],
  doors: ["client", "admin"],
  allowedBy: ["ALLOW_USER_SRP_AUTH"],
  allowedByDefault: true,
  notAllowed: () => "USER_SRP_AUTH is not enabled for the client.",
  required: ["USERNAME", "SRP_A"],
  hashedNames: givenName,
  begin: async (opening, flow) => {
    const { USERNAME: username = "", SRP_A: srpA = "" } = opening.parameters;
    const attempt = await openAttempt(opening, flow, username);
    if (!attempt.user && !opening.client.hideUserExistence) throw userNotFound();
    // Unlike with a password, already here (measured on AWS).
    if (attempt.user && !attempt.user.enabled) throw userDisabled();
    return askPasswordVerifier(attempt, srpA);
  },
};
