import type { Challenge, ChallengeName } from "../attempt.ts";
import { newPasswordRequired } from "./new-password-required.ts";

/** Challenges that may be due after the first factor, in the order in which they are asked. */
export const dueChallenges: readonly Challenge[] = [newPasswordRequired];

/** Every challenge, by ChallengeName. */
export const challenges: ReadonlyMap<ChallengeName, Challenge> = new Map(dueChallenges.map((challenge) => [challenge.name, challenge]));
