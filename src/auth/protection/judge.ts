import { NotAuthorizedException, PasswordResetRequiredException } from "#generated/errors.ts";
import { isProtected } from "../../accounts/auth-event-log.ts";
import { addressBlocked } from "../../accounts/threat-protection.ts";
import { authEvents } from "../../records/auth-events.ts";
import { effectiveRiskConfiguration, type RiskConfiguration } from "../../records/risk-configurations.ts";
import { isCompromised } from "../../rules/compromised-passwords.ts";
import { mfaStep } from "../../rules/mfa-policy.ts";
import { actionFor, blocksCompromised, exceptionFor, riskLevel, type TakeoverAction } from "../../rules/risk.ts";
import type { KnownAttempt, Progress } from "../attempt.ts";
import { notifyOfRisk } from "./notify.ts";
import { recordSignIn } from "./record.ts";

/** How many of a user's latest events the judgement looks at. */
const HISTORY = 200;

const signInBlocked = () => new NotAuthorizedException("Unable to login because of security reasons");
const passwordLeaked = () => new PasswordResetRequiredException("Password reset required for user due to security reasons");

/**
 * Judges a sign-in whose first factor was just met, once. Only where protection is enforced anything is done about it; an
 * audit keeps what it finds. `password`: as the user typed it, in flows that send it; proofs of one cannot be judged (AWS,
 * "Working with compromised-credentials detection"). @throws NotAuthorizedException, PasswordResetRequiredException
 */
export async function judge(attempt: KnownAttempt, password: string | undefined): Promise<KnownAttempt> {
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

const withRisk = (attempt: KnownAttempt, risk: NonNullable<Progress["risk"]>): KnownAttempt => ({
  ...attempt,
  progress: { ...attempt.progress, risk },
});

async function levelOf({ ctx, pool, user }: KnownAttempt) {
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
  attempt: KnownAttempt,
  configuration: RiskConfiguration | undefined,
  { action, notify }: { action: TakeoverAction; notify: boolean },
): Promise<KnownAttempt> {
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

async function refusal(attempt: KnownAttempt, error: Error): Promise<Error> {
  await recordSignIn(attempt, "Fail");
  return error;
}
