import { createHmac } from "node:crypto";
import type { Schemas } from "#generated/schemas.ts";
import type { Context } from "../../context.ts";
import { uuid } from "../../lib/ids.ts";
import { findDevice } from "../../records/devices.ts";
import { type Pool, poolRegion } from "../../records/pools.ts";
import type { Attempt, KnownAttempt } from "../attempt.ts";

const GROUP_KEY_DIGITS = 8;

/** The attempt with the device that the client says it is. A key that is not of one of the user's devices counts as none. */
export async function withDevice<T extends KnownAttempt>(attempt: T): Promise<T> {
  const { ctx, pool, user, progress } = attempt;
  if (progress.deviceKey === undefined) return attempt;
  const device = pool.deviceTracking && (await findDevice(ctx.store, user, progress.deviceKey));
  return { ...attempt, device, progress: { ...progress, deviceKey: device?.key } };
}

/** Whether the pool trusts this device, once proven, as a second factor: only remembered ones, and only where new ones are challenged. */
export const isRememberedDevice = ({ pool, device }: Attempt): boolean =>
  device?.remembered === true && pool.deviceTracking?.challengeRequiredOnNew === true;

/** The keys for a device that the pool does not know yet; nothing is kept of it before ConfirmDevice. */
export const newDevice = async (ctx: Context, pool: Pool): Promise<Required<Schemas["NewDeviceMetadataType"]>> => ({
  DeviceKey: `${poolRegion(pool.id)}_${uuid()}`,
  DeviceGroupKey: await deviceGroupKey(ctx, pool),
});

/** The same for all devices of a pool. */
export async function deviceGroupKey({ tokens }: Context, pool: Pool): Promise<string> {
  const mac = createHmac("sha256", await tokens.sessionKey(pool.id))
    .update("device group")
    .digest("base64");
  return `-${mac.replace(/[^0-9A-Za-z]/g, "").slice(0, GROUP_KEY_DIGITS)}`;
}
