import type { Answer } from "../web/answer.ts";
import { goTo } from "./answers.ts";
import { beginSignedUp } from "./sign-in-way.ts";
import type { Visit } from "./visit.ts";

export interface SignedUp {
  readonly username: string;
  readonly sub: string;
  readonly confirmed: boolean;
  readonly sentTo?: string;
}

/** On to the confirmation; who needs none is signed in. */
export const afterSignUp = (visit: Visit, { username, sub, confirmed, sentTo }: SignedUp): Promise<Answer> =>
  confirmed ? beginSignedUp(visit, { username, sub }) : goTo(visit, "/confirm", { username, sentTo, signedUp: sub });
