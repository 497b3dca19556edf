import type { MfaOperations } from "#generated/routes/mfa.ts";
import type { Context } from "../../context.ts";
import { getUserPoolMfaConfig, setUserPoolMfaConfig } from "./pool-config.ts";

export const mfaOperations = { getUserPoolMfaConfig, setUserPoolMfaConfig } satisfies Partial<MfaOperations<Context>>;
