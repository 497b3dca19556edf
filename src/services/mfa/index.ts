import type { MfaOperations } from "#generated/routes/mfa.ts";
import type { Context } from "../../context.ts";
import { getUserPoolMfaConfig, setUserPoolMfaConfig } from "./pool-config.ts";
import { adminSetUserMFAPreference, setUserMFAPreference } from "./preferences.ts";
import { adminDeleteSoftwareToken, associateSoftwareToken, verifySoftwareToken } from "./software-token.ts";
import { adminSetUserSettings, setUserSettings } from "./user-settings.ts";

export const mfaOperations = {
  adminDeleteSoftwareToken,
  adminSetUserMFAPreference,
  adminSetUserSettings,
  associateSoftwareToken,
  getUserPoolMfaConfig,
  setUserMFAPreference,
  setUserPoolMfaConfig,
  setUserSettings,
  verifySoftwareToken,
} satisfies Partial<MfaOperations<Context>>;
