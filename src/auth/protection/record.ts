import { isProtected, NO_RISK, recordEvent } from "../../accounts/auth-event-log.ts";
import type { AuthEvent } from "../../records/auth-events.ts";
import type { User } from "../../records/users.ts";
import type { Attempt, Progress } from "../attempt.ts";

type Answered = AuthEvent["challenges"][number];

const SECOND_FACTORS: readonly string[] = ["SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP"];

const password = (response: Answered["response"]): Answered => ({ name: "Password", response });
const mfa = (response: Answered["response"]): Answered => ({ name: "Mfa", response });

/** Keeps how far a sign-in has come. It is judged once its first factor is right. */
export async function recordSignIn(attempt: Attempt, response: AuthEvent["response"]): Promise<void> {
  const { passed, risk } = attempt.progress;
  const second = passed.some((name) => SECOND_FACTORS.includes(name));
  await record(attempt, response, [password(risk ? "Success" : "Failure"), ...(second ? [mfa("Success")] : [])]);
}

/** Keeps that the answer to a challenge was wrong. */
export async function recordWrongAnswer(attempt: Attempt): Promise<void> {
  const failed = attempt.progress.risk ? [password("Success"), mfa("Failure")] : [password("Failure")];
  await record(attempt, "Fail", failed);
}

/** Keeps a sign-in that came to nothing with its first call, as an event of its own. */
export async function recordFalseStart({ ctx, pool, client }: Pick<Attempt, "ctx" | "pool" | "client">, user: User): Promise<void> {
  await recordEvent(ctx, { pool, client, user, type: "SignIn", response: "Fail", challenges: [password("Failure")] });
}

async function record(
  { ctx, pool, client, user, progress }: Attempt,
  response: AuthEvent["response"],
  challenges: readonly Answered[],
): Promise<void> {
  if (!user || !isProtected(pool)) return;
  const { eventId, risk = NO_RISK } = progress;
  await recordEvent(ctx, { pool, client, user, type: "SignIn", response, eventId, risk: eventRisk(risk), challenges });
}

const eventRisk = ({ decision, level, compromised }: NonNullable<Progress["risk"]>) => ({ decision, level, compromised });
