import { UnexpectedLambdaException } from "#generated/errors.ts";
import type { User } from "../../records/users.ts";
import { isReady } from "../../rules/mfa-policy.ts";
import { createAuthChallenge } from "../../triggers/create-auth-challenge.ts";
import type { ChallengeRecord, CustomSignIn } from "../../triggers/custom-challenge.ts";
import { defineAuthChallenge } from "../../triggers/define-auth-challenge.ts";
import { unrecognizable } from "../../triggers/invoke.ts";
import { type Attempt, afterPassing, type Challenge, type KnownAttempt, type Step } from "../attempt.ts";
import { checkMaySignIn, wrongPassword } from "../factors/first-factor.ts";
import { deviceSrp } from "./device.ts";
import { newPasswordRequired } from "./new-password-required.ts";
import { askPasswordVerifier } from "./password-verifier.ts";
import { smsMfa } from "./sms-mfa.ts";
import { softwareTokenMfa } from "./software-token-mfa.ts";

/** What CUSTOM_CHALLENGE keeps in the Session. */
export interface CustomQuestion {
  readonly privateParameters: Readonly<Record<string, string>>;
  readonly metadata?: string;
}

/** Challenges of Cognito's own that a function may ask for by name. */
const BUILT_IN: readonly Challenge[] = [smsMfa, softwareTokenMfa, newPasswordRequired, deviceSrp];

/** Who signs in, as the pool's functions are told. */
export const customSignIn = ({ pool, client, user, progress, clientMetadata }: Attempt): CustomSignIn => ({
  pool,
  client,
  user,
  name: user?.username ?? progress.subject,
  clientMetadata,
});

/** A function that the pool lacks in the middle of a custom sign-in. */
export const notConfigured = () => new UnexpectedLambdaException("null invocation failed due to configuration.");

/** Whether the user may sign in at all. How old a temporary password is does not matter to a sign-in without it. @throws as checkMaySignIn */
export const checkAccount = ({ ctx, pool }: Attempt, user: User): void =>
  checkMaySignIn(ctx, pool, { ...user, temporaryPasswordAt: undefined });

/**
 * Asks the pool's function what is next after what was answered so far. `srpA`: with which the sign-in began.
 * @throws NotAuthorizedException, and the errors of triggers
 */
export async function decide(before: Attempt, history: readonly ChallengeRecord[], srpA?: string): Promise<Step> {
  const { ctx, pool, user } = before;
  if (!ctx.triggers.has(pool, "DefineAuthChallenge")) throw notConfigured();
  const { failAuthentication, issueTokens, challengeName } = await defineAuthChallenge(ctx, customSignIn(before), history);
  if (failAuthentication) throw wrongPassword();
  if (issueTokens) return finished(before);
  const attempt = { ...before, progress: { ...before.progress, custom: history } };
  if (challengeName === "CUSTOM_CHALLENGE") return askCustomChallenge(attempt, history);
  if (challengeName === "PASSWORD_VERIFIER" && srpA !== undefined) return askPasswordVerifier(attempt, srpA);
  const builtIn = BUILT_IN.find(({ name }) => name === challengeName);
  if (!builtIn?.ask || !user || !isMeetable(builtIn, { ...attempt, user })) throw unrecognizable();
  return { kind: "ask", attempt, challenge: builtIn.name, ...(await builtIn.ask({ ...attempt, user })) };
}

/** Nobody who does not exist gets tokens, whatever the function says. */
function finished({ progress: { custom: _history, ...progress }, ...attempt }: Attempt): Step {
  const { user } = attempt;
  if (!user) throw wrongPassword();
  checkAccount({ ...attempt, progress }, user);
  return afterPassing({ ...attempt, progress }, user);
}

async function askCustomChallenge(attempt: Attempt, history: readonly ChallengeRecord[]): Promise<Step> {
  const { ctx, pool, user, progress } = attempt;
  if (!ctx.triggers.has(pool, "CreateAuthChallenge")) throw notConfigured();
  const { publicParameters, privateParameters, metadata } = await createAuthChallenge(ctx, customSignIn(attempt), history);
  const parameters = { ...publicParameters, USERNAME: user?.username ?? progress.subject };
  return {
    kind: "ask",
    attempt,
    challenge: "CUSTOM_CHALLENGE",
    parameters,
    data: { privateParameters, metadata } satisfies CustomQuestion,
  };
}

/** Assumption: a challenge for which the user lacks something is no proper answer of the function. */
function isMeetable({ name }: Challenge, { user, device }: KnownAttempt): boolean {
  if (name === "SMS_MFA" || name === "SOFTWARE_TOKEN_MFA") return isReady(user, name);
  return name !== "DEVICE_SRP_AUTH" || device !== undefined;
}
