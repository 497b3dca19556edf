import type { WebauthnOperations } from "#generated/routes/webauthn.ts";
import type { Context } from "../../context.ts";
import { deleteWebAuthnCredential, listWebAuthnCredentials } from "./credentials.ts";
import { completeWebAuthnRegistration, startWebAuthnRegistration } from "./register.ts";

export const webAuthnOperations = {
  completeWebAuthnRegistration,
  deleteWebAuthnCredential,
  listWebAuthnCredentials,
  startWebAuthnRegistration,
} satisfies Partial<WebauthnOperations<Context>>;
