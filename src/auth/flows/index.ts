import type { Flow, FlowName } from "../attempt.ts";
import { customAuth } from "./custom-auth.ts";
import { adminUserPassword, userPassword } from "./password.ts";
import { refresh } from "./refresh.ts";
import { userSrp } from "./srp.ts";
import { userAuth } from "./user-auth.ts";

const all: readonly Flow[] = [userPassword, adminUserPassword, userSrp, userAuth, customAuth, refresh];

/** Every way to begin a sign-in, by AuthFlow. */
export const flows: ReadonlyMap<FlowName, Flow> = new Map(all.flatMap((flow) => flow.names.map((name) => [name, flow] as const)));
