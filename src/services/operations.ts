import type { Operations } from "../context.ts";
import { clientOperations } from "./clients/index.ts";
import { poolOperations } from "./pools/index.ts";

/** The services of all domains. Health and the conformance table count them; what is missing here answers its example only. */
export const operationServices: Partial<Operations> = { ...clientOperations, ...poolOperations };
