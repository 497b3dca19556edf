import { getUser } from "../accounts/lookup.ts";
import type { User } from "../records/users.ts";
import type { Stored } from "../storage/driver.ts";
import { postAuthentication } from "../triggers/post-authentication.ts";
import type { TokenOccasion } from "../triggers/pre-token-generation.ts";
import type { Attempt, ChallengeName, KnownAttempt, Progress } from "./attempt.ts";

/** What somebody has shown of themselves. */
export type Factor = "PASSWORD" | "SMS" | "EMAIL" | "TOTP" | "PASSKEY" | "CUSTOM" | "DEVICE";

/** Who has signed in and how, before anything is made of it. */
export interface SignedIn extends Omit<Attempt, "user" | "progress"> {
  readonly user: User & Stored;
  readonly eventId: string;
  /** In the order in which they were met, each once. */
  readonly factors: readonly Factor[];
  /** Milliseconds. */
  readonly authTime: number;
  /** The proven or named device of the user. */
  readonly deviceKey?: string;
  /** The pool remembers devices, the door can too, and this one is not known. */
  readonly fromNewDevice: boolean;
  /** What the pool's token trigger is told. */
  readonly occasion: TokenOccasion;
}

/** A sign-in in which nothing is left to ask. Tells the pool's trigger, which may change the user. @throws the trigger's errors */
export async function concluded(attempt: KnownAttempt): Promise<SignedIn> {
  const { progress, ...place } = attempt;
  const { ctx, pool, door } = place;
  const fromNewDevice = pool.deviceTracking !== undefined && door.remembersDevices && progress.deviceKey === undefined;
  return {
    ...place,
    user: await announced(attempt, fromNewDevice),
    eventId: progress.eventId,
    factors: factorsOf(progress),
    authTime: ctx.clock.now(),
    deviceKey: progress.deviceKey,
    fromNewDevice,
    occasion: door.tokenOccasion ?? occasionOf(progress),
  };
}

async function announced({ ctx, pool, client, user, clientMetadata }: KnownAttempt, newDeviceUsed: boolean): Promise<User & Stored> {
  if (!ctx.triggers.has(pool, "PostAuthentication")) return user;
  await postAuthentication(ctx, { pool, client, user, newDeviceUsed, clientMetadata });
  return getUser(ctx.store, pool, user.sub);
}

function occasionOf({ passed }: Progress): TokenOccasion {
  if (passed.includes("NEW_PASSWORD_REQUIRED")) return "NewPasswordChallenge";
  return passed.includes("DEVICE_PASSWORD_VERIFIER") ? "AuthenticateDevice" : "Authentication";
}

/** Flows in which a password comes with the first call. */
const WITH_PASSWORD: readonly string[] = ["USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"];

const SHOWN_BY: Partial<Record<ChallengeName, Factor>> = {
  PASSWORD: "PASSWORD",
  PASSWORD_SRP: "PASSWORD",
  PASSWORD_VERIFIER: "PASSWORD",
  SMS_MFA: "SMS",
  SMS_OTP: "SMS",
  EMAIL_OTP: "EMAIL",
  SOFTWARE_TOKEN_MFA: "TOTP",
  // A code of the authenticator app was shown when it was set up.
  MFA_SETUP: "TOTP",
  WEB_AUTHN: "PASSKEY",
  CUSTOM_CHALLENGE: "CUSTOM",
  DEVICE_PASSWORD_VERIFIER: "DEVICE",
};

function factorsOf({ flow, passed }: Progress): Factor[] {
  const first: Factor[] = WITH_PASSWORD.includes(flow) ? ["PASSWORD"] : [];
  return [...new Set([...first, ...passed.flatMap((challenge) => SHOWN_BY[challenge] ?? [])])];
}
