import type { Schemas } from "#generated/schemas.ts";
import type { Context } from "../context.ts";
import type { EventRisk } from "../records/auth-events.ts";
import type { Client } from "../records/clients.ts";
import type { Device } from "../records/devices.ts";
import type { Pool } from "../records/pools.ts";
import type { User } from "../records/users.ts";
import type { Stored } from "../storage/driver.ts";
import type { Issued } from "../tokens/grant.ts";
import type { ChallengeRecord } from "../triggers/custom-challenge.ts";
import type { Door } from "./door.ts";

export type ChallengeName = NonNullable<Schemas["ChallengeNameType"]>;
export type FlowName = Schemas["AuthFlowType"];
export type Parameters = Readonly<Record<string, string>>;

/** What a sign-in carries from one call to the next, inside the Session. JSON. */
export interface Progress {
  readonly flow: FlowName;
  /** The user's sub; of a simulated user, the name that was given. */
  readonly subject: string;
  readonly simulated?: boolean;
  /** Challenges that were met so far, in order. */
  readonly passed: readonly ChallengeName[];
  readonly eventId: string;
  /** What was answered so far of a custom sign-in, until its functions are satisfied. */
  readonly custom?: readonly ChallengeRecord[];
  /** The device that the client says it is; from the first factor on, only if it is one of the user's. */
  readonly deviceKey?: string;
  /** How the sign-in was judged, from the first factor on, in pools with threat protection. `mfa`: a second factor is asked for because of it. */
  readonly risk?: EventRisk & { readonly mfa?: boolean };
}

/** One sign-in under way. */
export interface Attempt {
  readonly ctx: Context;
  readonly door: Door;
  readonly pool: Pool & Stored;
  readonly client: Client & Stored;
  /** As stored when this call began, or as a step of it has stored it. Absent: nobody has that name, and nobody must notice. */
  readonly user?: User & Stored;
  /** From the first factor on: the device of the user that the client says it is. Proven only if DEVICE_PASSWORD_VERIFIER was passed. */
  readonly device?: Device & Stored;
  readonly clientMetadata?: Readonly<Record<string, string>>;
  readonly progress: Progress;
}

/** One of somebody who exists. */
export type KnownAttempt = Attempt & { readonly user: User & Stored };

/** What comes after a flow began or an answer was right. */
export type Step =
  /** The first factor, or the challenge, is met: the engine looks what else is due. */
  | { readonly kind: "passed"; readonly attempt: KnownAttempt }
  /** This challenge is next, whatever else is due. `data` comes back with the answer; it is sealed in the Session. `session`: one that is sealed already. */
  | {
      readonly kind: "ask";
      readonly attempt: Attempt;
      readonly challenge: ChallengeName;
      readonly parameters: Parameters;
      readonly data?: unknown;
      readonly session?: string;
      readonly available?: readonly ChallengeName[];
    }
  /** Tokens of a sign-in that is over already, as a refresh gives them. */
  | { readonly kind: "renewed"; readonly issued: Issued };

/** What opens a flow: everything of InitiateAuth that a flow may look at. */
export interface Opening extends Omit<Attempt, "user" | "progress"> {
  readonly parameters: Parameters;
  readonly session?: string;
}

/** A way to begin a sign-in; AuthFlow names it. */
export interface Flow {
  readonly names: readonly FlowName[];
  readonly doors: readonly Door["name"][];
  /** The names in ExplicitAuthFlows that allow it; with none set, whether it is allowed all the same. */
  readonly allowedBy: readonly string[];
  readonly allowedByDefault: boolean;
  /** What a client is told for which it is not allowed. */
  readonly notAllowed: (flow: FlowName) => string;
  /** AuthParameters that have to be there. */
  readonly required: readonly string[];
  /** The names that SECRET_HASH may be made with; none where the parameter that says so is missing. */
  readonly hashedNames: (opening: Opening) => readonly string[] | Promise<readonly string[]>;
  begin(opening: Opening, flow: FlowName): Promise<Step>;
  /** What follows a challenge that was met, in a flow that decides by itself. Absent or undefined: whatever is due. */
  resume?(attempt: KnownAttempt, met: ChallengeName): Promise<Step | undefined>;
}

/** What a challenge asks. */
export interface Question {
  readonly parameters: Parameters;
  readonly data?: unknown;
  /** The Session, where the challenge itself has sealed it. */
  readonly session?: string;
}

/** A question to somebody who signs in; ChallengeName names it. */
export interface Challenge {
  readonly name: ChallengeName;
  /** Whether it has to be met before tokens are issued. Absent: only when somebody asks for it by name. */
  readonly due?: (attempt: KnownAttempt) => boolean;
  ask?(attempt: KnownAttempt): Promise<Question>;
  /** Asks the same once more, with a new code. `data`: what the Session has kept of the first time. */
  repeat?(attempt: Attempt, data: unknown): Promise<Question>;
  /** The Session that the answer carries in its own members, for a challenge that may be answered without one. */
  readonly carriedSession?: (responses: Parameters) => string;
  /** The Session that the server has kept for an answer that comes without one. */
  readonly keptSession?: (
    place: { readonly ctx: Context; readonly pool: Pool; readonly client: Client },
    responses: Parameters,
  ) => Promise<string | undefined>;
  /** Another challenge in whose place it may be answered as well. */
  readonly alsoAnswers?: ChallengeName;
  /** Every answer that passes `check` uses the Session up, also a wrong one. Absent: a wrong one can be tried again. */
  readonly once?: boolean;
  /** Whether the answer has what it needs. @throws InvalidParameterException */
  readonly check?: (responses: Parameters) => void;
  answer(attempt: Attempt, answer: { readonly responses: Parameters; readonly data: unknown }): Promise<Step>;
}

/** The attempt after a challenge was met. */
export const afterPassing = (attempt: Attempt, user: User & Stored, challenge?: ChallengeName): Step => ({
  kind: "passed",
  attempt: {
    ...attempt,
    user,
    progress: challenge ? { ...attempt.progress, passed: [...attempt.progress.passed, challenge] } : attempt.progress,
  },
});
