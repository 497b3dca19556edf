import type { Answer } from "../../web/answer.ts";
import type { Visit } from "../visit.ts";

export type FormValues = Readonly<Record<string, string>>;

/** One page: what it shows, and what it does with what was filled in. */
export interface Screen {
  readonly path: string;
  /** It carries on a sign-in's parameters, or only comes back to the client. */
  readonly runner?: "page" | "visit";
  /** Only managed login has it. */
  readonly managed?: boolean;
  readonly show?: (visit: Visit) => Promise<Answer>;
  readonly submit?: (visit: Visit, form: FormValues) => Promise<Answer>;
}
