import { CodeMismatchException, ExpiredCodeException, NotAuthorizedException } from "#generated/errors.ts";
import { isProtected } from "../../accounts/auth-event-log.ts";
import { findUser } from "../../accounts/lookup.ts";
import type { Attempt } from "../attempt.ts";
import { recordFalseStart, recordWrongAnswer } from "./record.ts";

/** Runs the first step of a sign-in; what fails in a protected pool is kept as an event of the user, if there is one of that name. */
export const watchBeginning = <T>(
  place: Pick<Attempt, "ctx" | "pool" | "client">,
  name: string | undefined,
  step: () => Promise<T>,
): Promise<T> =>
  watched(step, async () => {
    const user = isProtected(place.pool) && name !== undefined ? await findUser(place.ctx.store, place.pool, name) : undefined;
    if (user) await recordFalseStart(place, user);
  });

/** The same for the answer to a challenge, whose sign-in has its event already. */
export const watchAnswer = <T>(attempt: Attempt, step: () => Promise<T>): Promise<T> => watched(step, () => recordWrongAnswer(attempt));

async function watched<T>(step: () => Promise<T>, failed: () => Promise<void>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (isFailure(error)) await failed();
    throw error;
  }
}

/** Whether somebody has shown something wrong; a mistake of the program is no event. */
const isFailure = (error: unknown): boolean =>
  error instanceof NotAuthorizedException || error instanceof CodeMismatchException || error instanceof ExpiredCodeException;
