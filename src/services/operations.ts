import type { Operations } from "../context.ts";
import { clientOperations } from "./clients/index.ts";
import { groupOperations } from "./groups/index.ts";
import { mfaOperations } from "./mfa/index.ts";
import { poolOperations } from "./pools/index.ts";
import { signInOperations } from "./sign-in/index.ts";
import { signUpOperations } from "./sign-up/index.ts";
import { tagOperations } from "./tags/index.ts";

/** The services of all domains. Health and the conformance table count them; what is missing here answers its example only. */
export const operationServices: Partial<Operations> = {
  ...clientOperations,
  ...groupOperations,
  ...mfaOperations,
  ...poolOperations,
  ...signInOperations,
  ...signUpOperations,
  ...tagOperations,
};
