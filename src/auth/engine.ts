/**
 * How sign-ins go, whoever asks for them: the API through `services/sign-in`, the pages through their own door.
 *
 * 1. `begin` with a door, a client, a flow and its parameters. Pages take USER_PASSWORD_AUTH with USERNAME and PASSWORD, or
 *    USER_AUTH with USERNAME where the client lets users choose.
 * 2. `asked`: a page for `challenge` shows what `parameters` and `available` say, which are those of the API (AWS,
 *    RespondToAuthChallenge), and keeps `session`. At MFA_SETUP, AssociateSoftwareToken and VerifySoftwareToken take that
 *    session and give the one to go on with.
 * 3. `respond` with the same door and client, the challenge, the session, USERNAME and what the challenge wants. A wrong
 *    answer throws and may be tried again with the same session, unless the challenge is but once; a right one ends in 2 or
 *    4. Where a code was sent, `askAgain` sends another.
 * 4. `signed-in`: who it is, and how they have shown it. Nothing was issued: `issueTokens` does that, now or when a code
 *    is exchanged.
 *
 * Errors are those of the API and its texts.
 */

import { InvalidParameterException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import { checkSecretHash } from "../accounts/client-secret.ts";
import { findUser, userDisabled, userNotFound } from "../accounts/lookup.ts";
import { onBehalfOf, type ToldContext } from "../accounts/user-context.ts";
import type { Context } from "../context.ts";
import { type Client, getClient, getClientOfAnyPool } from "../records/clients.ts";
import { getPool, type Pool } from "../records/pools.ts";
import { type User, users } from "../records/users.ts";
import type { Stored } from "../storage/driver.ts";
import type { Issued } from "../tokens/grant.ts";
import type { Attempt, ChallengeName, Flow, Opening, Parameters, Step } from "./attempt.ts";
import { challenges, dueChallenges } from "./challenges/index.ts";
import { type Door, isFree } from "./door.ts";
import { withDevice } from "./factors/devices.ts";
import { flows } from "./flows/index.ts";
import { missingParameter, required } from "./parameters.ts";
import { judge } from "./protection/judge.ts";
import { recordSignIn } from "./protection/record.ts";
import { watchAnswer, watchBeginning } from "./protection/watch.ts";
import { invalidSession, openSession, sealSession, spendSession } from "./session.ts";
import { concluded, type SignedIn } from "./signed-in.ts";

/** What became of a call. */
export type Outcome =
  /** Something is asked next; the answer is given to `respond` with this Session. */
  | {
      readonly kind: "asked";
      readonly challenge: ChallengeName;
      readonly session: string;
      readonly parameters: Parameters;
      /** What can be chosen from. */
      readonly available?: readonly ChallengeName[];
    }
  /** Nothing is left to ask. What they get for it is the caller's affair. */
  | { readonly kind: "signed-in"; readonly signedIn: SignedIn }
  /** Tokens of a sign-in that is over already. */
  | { readonly kind: "renewed"; readonly issued: Issued };

/** The client that a call names, and its pool where it names one too. */
interface CalledFor {
  readonly door: Door;
  readonly clientId: string;
  /** Only the Admin twins name it. */
  readonly poolId?: string;
  readonly clientMetadata?: Readonly<Record<string, string>>;
  readonly userContext?: ToldContext;
}

export interface BeginInput extends CalledFor {
  readonly flow: Schemas["AuthFlowType"];
  readonly parameters: Parameters;
  readonly session?: string;
}

export interface RespondInput extends CalledFor {
  readonly challenge: ChallengeName;
  readonly responses: Parameters;
  readonly session?: string;
}

/** Begins a sign-in: InitiateAuth, its Admin twin, or the first form of the pages. The engine names no flow and no challenge: each declares itself. */
export async function begin(called: Context, input: BeginInput): Promise<Outcome> {
  const flow = flows.get(input.flow);
  if (!flow?.doors.includes(input.door.name)) throw new InvalidParameterException("Initiate Auth method not supported.");
  const { pool, client, ctx } = await calledFor(called, input);
  const { door, clientMetadata, parameters, session } = input;
  const opening: Opening = { ctx, door, pool, client, clientMetadata, parameters, session };
  if (door.checksSecretHash) await checkHash(client, parameters, () => flow.hashedNames(opening));
  if (!isFree(door, input.flow) && !isAllowed(flow, client))
    throw new InvalidParameterException(refusalOfFlow(client) ?? flow.notAllowed(input.flow));
  for (const name of flow.required) required(parameters, name);
  return proceed(await watchBeginning(opening, parameters["USERNAME"], () => flow.begin(opening, input.flow)), parameters["PASSWORD"]);
}

/** Takes the answer to a challenge. */
export async function respond(called: Context, input: RespondInput): Promise<Outcome> {
  const { pool, client, ctx } = await calledFor(called, input);
  const { responses, door, clientMetadata } = input;
  const username = required(responses, "USERNAME");
  if (door.checksSecretHash) await checkHash(client, responses, () => [username]);
  const session = await openSession(ctx, client, await sessionTextOf(input, { ctx, pool, client }));
  const challenge = challenges.get(input.challenge);
  // Assumption: what AWS says to an answer for another challenge than the session's is not recorded.
  if (challenge?.name !== session.challenge && challenge?.alsoAnswers !== session.challenge) throw invalidSession();
  const user = await userOfSession(ctx, pool, { subject: session.progress.subject, simulated: session.progress.simulated, username });
  const progress = { ...session.progress, deviceKey: session.progress.deviceKey ?? responses["DEVICE_KEY"] };
  const attempt: Attempt = { ctx, door, pool, client, user, clientMetadata, progress };
  challenge.check?.(responses);
  if (challenge.once) await spendSession(ctx, pool.id, session);
  const step = await watchAnswer(attempt, () => challenge.answer(attempt, { responses, data: session.data }));
  // A wrong answer was thrown above and leaves the session as it is, so that it can be tried again.
  if (!challenge.once) await spendSession(ctx, pool.id, session);
  return proceed(await resumed(step, input.challenge), responses["PASSWORD"]);
}

/** What the flow makes of a challenge that was met. */
async function resumed(step: Step, met: ChallengeName): Promise<Step> {
  if (step.kind !== "passed") return step;
  return (await flows.get(step.attempt.progress.flow)?.resume?.(step.attempt, met)) ?? step;
}

/** The Session that came with an answer, beside it or inside, or was kept for it. */
async function sessionTextOf(
  { challenge: name, responses, session }: RespondInput,
  place: { ctx: Context; pool: Pool; client: Client },
): Promise<string> {
  const challenge = challenges.get(name);
  const carried = challenge?.carriedSession?.(responses);
  if (carried !== undefined && session !== undefined && carried !== session) throw invalidSession();
  const text = carried ?? session ?? (await challenge?.keptSession?.(place, responses));
  if (text === undefined) throw missingParameter("Session");
  return text;
}

async function calledFor(
  ctx: Context,
  { clientId, poolId, userContext }: CalledFor,
): Promise<{ ctx: Context; pool: Pool & Stored; client: Client & Stored }> {
  const { store } = ctx;
  if (poolId !== undefined) {
    const pool = await getPool(store, poolId);
    return { pool, client: await getClient(store, poolId, clientId), ctx: onBehalfOf(ctx, userContext, { pool }) };
  }
  const client = await getClientOfAnyPool(store, clientId);
  const pool = await getPool(store, client.poolId);
  return { client, pool, ctx: onBehalfOf(ctx, userContext, { pool, client }) };
}

/** Of a client with a secret, any of `names` will do; the parameter that they come from is looked for later. @throws NotAuthorizedException */
async function checkHash(
  client: Client,
  parameters: Parameters,
  names: () => readonly string[] | Promise<readonly string[]>,
): Promise<void> {
  const hash = parameters["SECRET_HASH"];
  if (client.secrets.length === 0 || hash === undefined) return checkSecretHash(client, "", hash);
  const refusals = (await names()).map((name) => refusalOf(() => checkSecretHash(client, name, hash)));
  if (refusals.length > 0 && !refusals.includes(undefined)) throw refusals[0];
}

function refusalOf(check: () => void): unknown {
  try {
    check();
    return undefined;
  } catch (refusal) {
    return refusal;
  }
}

/** Assumption: seen last in 2019. */
const refusalOfFlow = ({ flows: given }: Client): string | undefined =>
  given?.includes("CUSTOM_AUTH_FLOW_ONLY") ? "Only custom auth (lambda driven) is enabled for this client." : undefined;

/** Without ExplicitAuthFlows a client has Cognito's default ones; the legacy names leave SRP, custom and refresh allowed. */
function isAllowed(flow: Flow, { flows: given }: Client): boolean {
  if (given === undefined || given.length === 0) return flow.allowedByDefault;
  if (given.some((name) => flow.allowedBy.includes(name))) return true;
  const legacy = given.every((name) => !name.startsWith("ALLOW_"));
  return legacy && flow.allowedByDefault && !given.includes("CUSTOM_AUTH_FLOW_ONLY");
}

async function userOfSession(
  { store }: Context,
  pool: Pool,
  { subject, simulated, username }: { subject: string; simulated?: boolean; username: string },
): Promise<(User & Stored) | undefined> {
  if (simulated) return undefined;
  const user = await users.find(store, pool.id, subject);
  if (!user) throw userNotFound();
  if ((await findUser(store, pool, username))?.sub !== subject) throw invalidSession();
  if (!user.enabled) throw userDisabled();
  return user;
}

/** Asks what is due, or says who has signed in. `password`: as the user typed it, where the flow sends it. */
export async function proceed(step: Step, password: string | undefined): Promise<Outcome> {
  if (step.kind === "renewed") return step;
  if (step.kind === "ask") return question(step);
  const attempt = await judge(await withDevice(step.attempt), password);
  const next = dueChallenges.find((challenge) => challenge.due?.(attempt));
  if (next?.ask) {
    await recordSignIn(attempt, "InProgress");
    return question({ kind: "ask", attempt, challenge: next.name, ...(await next.ask(attempt)) });
  }
  const signedIn = await concluded(attempt);
  await recordSignIn(attempt, "Pass");
  return { kind: "signed-in", signedIn };
}

/** The session in which the answer is awaited, and what is asked. */
export async function question({
  attempt,
  challenge,
  parameters,
  data,
  session,
  available,
}: Step & { kind: "ask" }): Promise<Extract<Outcome, { kind: "asked" }>> {
  const { ctx, client, progress } = attempt;
  return {
    kind: "asked",
    challenge,
    session: session ?? (await sealSession(ctx, client, { challenge, progress, data })),
    parameters,
    available,
  };
}
