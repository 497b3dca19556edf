import { deviceNotFound, findDevice } from "../../records/devices.ts";
import { poolName } from "../../records/pools.ts";
import type { User } from "../../records/users.ts";
import { type Attempt, afterPassing, type Challenge, type Step } from "../attempt.ts";
import { checkFirstFactor } from "../factors/first-factor.ts";
import { simulateUser } from "../factors/simulated-user.ts";
import { askProof, isProven, sessionOfSecretBlock } from "../factors/srp-proof.ts";

/**
 * The client proves that it knows the password, by SRP. Somebody who does not exist, or has no password, is asked as
 * anybody else. @throws InvalidParameterException for an unusable SRP_A
 */
export async function askPasswordVerifier(attempt: Attempt, srpA: string): Promise<Step> {
  const { username, password } = await provingUser(attempt);
  return askProof(attempt, {
    challenge: "PASSWORD_VERIFIER",
    stored: password,
    clientValue: srpA,
    parameters: { USERNAME: username, USER_ID_FOR_SRP: username },
  });
}

export const passwordVerifier: Challenge = {
  name: "PASSWORD_VERIFIER",
  carriedSession: sessionOfSecretBlock,
  answer: async (attempt, { responses, data }) => {
    const { username, password } = await provingUser(attempt);
    const identity = { poolName: poolName(attempt.pool.id), userId: username };
    const user = await checkFirstFactor(attempt, async () => isProven({ identity, stored: password, responses, data }));
    const deviceKey = await answeredDevice(attempt, user, responses["DEVICE_KEY"]);
    return afterPassing({ ...attempt, progress: { ...attempt.progress, deviceKey } }, user, "PASSWORD_VERIFIER");
  },
};

/** Whose proof is asked for, or who stands in. */
async function provingUser({ ctx, pool, user, progress }: Attempt): Promise<Pick<User, "username"> & Required<Pick<User, "password">>> {
  if (user?.password) return { username: user.username, password: user.password };
  const simulated = await simulateUser(ctx, pool, user?.username ?? progress.subject);
  return { username: user?.username ?? simulated.username, password: simulated.password };
}

/**
 * The answer's device has to exist: clients rely on the error to forget theirs, and answer again without it. One named
 * only when the sign-in began does not have to. @throws ResourceNotFoundException
 */
async function answeredDevice({ ctx, pool, progress }: Attempt, user: User, given: string | undefined): Promise<string | undefined> {
  if (given === undefined || !pool.deviceTracking) return progress.deviceKey;
  if (!(await findDevice(ctx.store, user, given))) throw deviceNotFound();
  return given;
}
