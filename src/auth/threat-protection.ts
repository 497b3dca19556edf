import {
  CodeMismatchException,
  ExpiredCodeException,
  InvalidPasswordException,
  NotAuthorizedException,
  PasswordResetRequiredException,
  UserPoolAddOnNotEnabledException,
} from "#generated/errors.ts";
import { isProtected, NO_RISK, recordEvent } from "../accounts/auth-event-log.ts";
import { findUser } from "../accounts/lookup.ts";
import type { Context } from "../context.ts";
import { type AuthEvent, authEvents } from "../records/auth-events.ts";
import type { Client } from "../records/clients.ts";
import type { Pool } from "../records/pools.ts";
import { effectiveRiskConfiguration, type RiskConfiguration } from "../records/risk-configurations.ts";
import type { User } from "../records/users.ts";
import { isCompromised } from "../rules/compromised-passwords.ts";
import { mfaStep } from "../rules/mfa-policy.ts";
import { actionFor, blocksCompromised, type CredentialEvent, exceptionFor, riskLevel, type TakeoverAction } from "../rules/risk.ts";
import type { Stored } from "../storage/driver.ts";
import type { Attempt, Progress } from "./attempt.ts";
import { notifyOfRisk } from "./risk-notification.ts";

type Signing = Attempt & { readonly user: User & Stored };

/** How many of a user's latest events the judgement looks at. */
const HISTORY = 200;

const addressBlocked = () => new NotAuthorizedException("Request not allowed due to security reasons.");
const signInBlocked = () => new NotAuthorizedException("Unable to login because of security reasons");
const passwordLeaked = () => new PasswordResetRequiredException("Password reset required for user due to security reasons");

/** @throws UserPoolAddOnNotEnabledException */
export function checkAddOn(pool: Pool): void {
  // Assumption: the wording.
  if (!isProtected(pool)) throw new UserPoolAddOnNotEnabledException("User pool add-ons are not enabled for this user pool.");
}

/**
 * Judges a sign-in whose first factor was just met, once. Only where protection is enforced anything is done about it; an
 * audit keeps what it finds. `password`: as the user typed it, in flows that send it; proofs of one cannot be judged (AWS,
 * "Working with compromised-credentials detection"). @throws NotAuthorizedException, PasswordResetRequiredException
 */
export async function judge(attempt: Signing, password: string | undefined): Promise<Signing> {
  const { ctx, pool, client, progress } = attempt;
  if (!isProtected(pool) || progress.risk) return attempt;
  const configuration = await effectiveRiskConfiguration(ctx.store, pool.id, client.id);
  const compromised = password !== undefined && isCompromised(password);
  const exception = exceptionFor(configuration, ctx.caller.ipAddress);
  const enforced = pool.advancedSecurity === "ENFORCED";
  if (enforced && exception === "blocked") throw await refusal(withRisk(attempt, { decision: "Block", compromised }), addressBlocked());
  if (enforced && compromised && blocksCompromised(configuration, "SIGN_IN"))
    throw await refusal(withRisk(attempt, { decision: "Block", compromised }), passwordLeaked());
  const level = exception === "skipped" ? undefined : await levelOf(attempt);
  if (!level) return withRisk(attempt, { decision: "NoRisk", compromised });
  const judged = withRisk(attempt, { decision: "AccountTakeover", level, compromised });
  return enforced ? act(judged, configuration, actionFor(configuration, level)) : judged;
}

const withRisk = (attempt: Signing, risk: NonNullable<Progress["risk"]>): Signing => ({
  ...attempt,
  progress: { ...attempt.progress, risk },
});

async function levelOf({ ctx, pool, user }: Signing) {
  const { items } = await authEvents.list(ctx.store, {
    partition: pool.id,
    index: "user",
    equals: user.sub,
    reverse: true,
    limit: HISTORY,
  });
  const { ipAddress, userAgent, told = false } = ctx.caller;
  return riskLevel({ ipAddress, userAgent, told }, items, ctx.clock.now());
}

async function act(
  attempt: Signing,
  configuration: RiskConfiguration | undefined,
  { action, notify }: { action: TakeoverAction; notify: boolean },
): Promise<Signing> {
  const { pool, user, progress } = attempt;
  // One who has to show a second factor and has none cannot (AWS, AccountTakeoverActionType).
  const able = !["MFA_SETUP", undefined].includes(mfaStep({ mfa: { ...pool.mfa, mode: "ON" } }, user)) && pool.mfa.mode !== "OFF";
  const outcome: TakeoverAction =
    action === "MFA_REQUIRED" && !able ? "BLOCK" : action === "MFA_IF_CONFIGURED" && !able ? "NO_ACTION" : action;
  const decided = withRisk(attempt, {
    ...progress.risk!,
    decision: outcome === "BLOCK" ? "Block" : "AccountTakeover",
    mfa: outcome.startsWith("MFA"),
  });
  // The event comes first, for the message points to it.
  if (outcome === "BLOCK") await recordSignIn(decided, "Fail");
  if (notify) await notifyOfRisk(decided, configuration, outcome);
  if (outcome === "BLOCK") throw signInBlocked();
  return decided;
}

async function refusal(attempt: Signing, error: Error): Promise<Error> {
  await recordSignIn(attempt, "Fail");
  return error;
}

const SECOND_FACTORS: readonly string[] = ["SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP"];

/** Keeps how far a sign-in has come. */
export async function recordSignIn({ ctx, pool, client, user, progress }: Attempt, response: AuthEvent["response"]): Promise<void> {
  if (!user || !isProtected(pool)) return;
  const { eventId, passed, risk = NO_RISK } = progress;
  const challenges: AuthEvent["challenges"] = [
    { name: "Password", response: progress.risk ? "Success" : "Failure" },
    ...(passed.some((name) => SECOND_FACTORS.includes(name)) ? [{ name: "Mfa", response: "Success" } as const] : []),
  ];
  await recordEvent(ctx, { pool, client, user, type: "SignIn", response, eventId, risk: eventRisk(risk), challenges });
}

const eventRisk = ({ decision, level, compromised }: NonNullable<Progress["risk"]>) => ({ decision, level, compromised });

const isFailure = (error: unknown): boolean =>
  error instanceof NotAuthorizedException || error instanceof CodeMismatchException || error instanceof ExpiredCodeException;

/** Runs the first step of a sign-in; what fails in a protected pool is kept as an event of the user, if there is one of that name. */
export async function watchBeginning<T>(
  { ctx, pool, client }: Pick<Attempt, "ctx" | "pool" | "client">,
  name: string | undefined,
  step: () => Promise<T>,
): Promise<T> {
  try {
    return await step();
  } catch (error) {
    const user = isFailure(error) && isProtected(pool) && name !== undefined ? await findUser(ctx.store, pool, name) : undefined;
    if (user)
      await recordEvent(ctx, {
        pool,
        client,
        user,
        type: "SignIn",
        response: "Fail",
        challenges: [{ name: "Password", response: "Failure" }],
      });
    throw error;
  }
}

/** The same for the answer to a challenge, whose sign-in has its event already. */
export async function watchAnswer<T>(attempt: Attempt, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    const { ctx, pool, client, user, progress } = attempt;
    if (!isFailure(error) || !user) throw error;
    const failed = progress.risk
      ? [{ name: "Password", response: "Success" } as const, { name: "Mfa", response: "Failure" } as const]
      : [{ name: "Password", response: "Failure" } as const];
    await recordEvent(ctx, {
      pool,
      client,
      user,
      type: "SignIn",
      response: "Fail",
      eventId: progress.eventId,
      risk: eventRisk(progress.risk ?? NO_RISK),
      challenges: failed,
    });
    throw error;
  }
}

/**
 * A password that a user wants to have from now on. @throws InvalidPasswordException where it is known to attackers and the
 * pool's protection says that such are refused
 */
export async function checkNotCompromised(
  { store }: Pick<Context, "store">,
  { pool, client, password }: { pool: Pool; client?: Pick<Client, "id">; password: string },
  occasion: CredentialEvent,
): Promise<void> {
  if (pool.advancedSecurity !== "ENFORCED" || !isCompromised(password)) return;
  const configuration = await effectiveRiskConfiguration(store, pool.id, client?.id);
  if (blocksCompromised(configuration, occasion))
    throw new InvalidPasswordException("Provided password cannot be used for security reasons.");
}

/** A sign-up from an address that is always refused. @throws NotAuthorizedException */
export async function checkAddress(
  { store, caller }: Pick<Context, "store" | "caller">,
  { pool, client }: { pool: Pool; client?: Pick<Client, "id"> },
): Promise<void> {
  if (pool.advancedSecurity !== "ENFORCED") return;
  if (exceptionFor(await effectiveRiskConfiguration(store, pool.id, client?.id), caller.ipAddress) === "blocked") throw addressBlocked();
}
