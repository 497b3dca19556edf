import { findUser } from "../../accounts/lookup.ts";
import { type Device, deviceNotFound, devices, findDevice, getDevice } from "../../records/devices.ts";
import type { User } from "../../records/users.ts";
import type { Driver } from "../../storage/driver.ts";
import { retryStale } from "../../storage/retry.ts";
import { type Attempt, afterPassing, type Challenge, type Parameters } from "../attempt.ts";
import { isRememberedDevice } from "../factors/devices.ts";
import { wrongPassword } from "../factors/first-factor.ts";
import { askProof, isProven, sessionOfSecretBlock } from "../factors/srp-proof.ts";
import { required } from "../parameters.ts";
import { invalidSession, sealSession } from "../session.ts";

const isUnproven = ({ device, progress }: Attempt): boolean =>
  device !== undefined && !progress.passed.includes("DEVICE_PASSWORD_VERIFIER");

/** The client that named its device begins to prove that it is the one. */
export const deviceSrp: Challenge = {
  name: "DEVICE_SRP_AUTH",
  due: isUnproven,
  ask: async (attempt) => {
    const { ctx, client, user, progress } = attempt;
    const session = await sealSession(ctx, client, { challenge: "DEVICE_SRP_AUTH", progress });
    await changeDevice(ctx.store, user, progress.deviceKey!, (device) => ({ ...device, awaited: { clientId: client.id, session } }));
    return { session, parameters: { USER_ID_FOR_SRP: user.username } };
  },
  // Amazon's own example for Python and pycognito answer without the Session, and AWS takes it.
  keptSession: async ({ ctx: { store }, pool, client }, responses) => {
    const user = await findUser(store, pool, responses["USERNAME"] ?? "");
    const device = user && (await findDevice(store, user, responses["DEVICE_KEY"] ?? ""));
    return device?.awaited?.clientId === client.id ? device.awaited.session : undefined;
  },
  answer: async (attempt, { responses }) => {
    const { device } = await provingDevice(attempt, responses);
    const clientValue = required(responses, "SRP_A");
    const parameters = { USERNAME: attempt.user!.username, DEVICE_KEY: device.key };
    return askProof(attempt, { challenge: "DEVICE_PASSWORD_VERIFIER", stored: device.verifier, clientValue, parameters });
  },
};

/** The same at an earlier place, for a device that stands in for a second factor: clients expect nothing after their proof of it. */
export const deviceInsteadOfMfa: Challenge = { ...deviceSrp, due: (attempt) => isUnproven(attempt) && isRememberedDevice(attempt) };

/** The proof, with the password that client and device made up together when the device was confirmed. */
export const devicePasswordVerifier: Challenge = {
  name: "DEVICE_PASSWORD_VERIFIER",
  carriedSession: sessionOfSecretBlock,
  answer: async (attempt, { responses, data }) => {
    const { store, clock, caller } = attempt.ctx;
    const { user, device } = await provingDevice(attempt, responses);
    const identity = { poolName: device.groupKey, userId: device.key };
    if (!isProven({ identity, stored: device.verifier, responses, data })) throw wrongPassword();
    await changeDevice(store, user, device.key, (used) => ({
      ...used,
      awaited: undefined,
      authenticatedAt: clock.now(),
      lastIpAddress: caller.ipAddress,
    }));
    return afterPassing(attempt, user, "DEVICE_PASSWORD_VERIFIER");
  },
};

/** @throws InvalidParameterException, ResourceNotFoundException */
async function provingDevice({ ctx, user, progress }: Attempt, responses: Parameters) {
  const key = required(responses, "DEVICE_KEY");
  if (!user) throw invalidSession();
  if (key !== progress.deviceKey) throw deviceNotFound();
  return { user, device: await getDevice(ctx.store, user, key) };
}

/** Unless it is gone meanwhile. */
const changeDevice = (store: Driver, user: User, key: string, changed: (device: Device) => Device): Promise<void> =>
  retryStale(async () => {
    const device = await findDevice(store, user, key);
    if (device) await store.commit([devices.put(changed(device))]);
  });
