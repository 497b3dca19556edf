import { ResourceNotFoundException, UserNotFoundException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import { namedUser, signedInUser } from "../../accounts/lookup.ts";
import { missingParameter } from "../../auth/parameters.ts";
import type { Context, Operations } from "../../context.ts";
import { type Device, devices, getDevice as readDevice, viewOfDevice, wholeViewOfDevice } from "../../records/devices.ts";
import { readPage } from "../../records/pages.ts";
import { retryContended } from "../../records/retry-contended.ts";
import type { User } from "../../records/users.ts";

// Each operation has an Admin twin: the same rule behind another door.

export const getDevice: Operations["getDevice"] = async (input, ctx) => show(ctx, await holder(ctx, input.AccessToken), input.DeviceKey);

export const adminGetDevice: Operations["adminGetDevice"] = async (input, ctx) =>
  show(ctx, await undeclaredUser(ctx, input), input.DeviceKey);

/** Remembered devices only (measured on AWS). */
export const listDevices: Operations["listDevices"] = async (input, ctx) =>
  list(ctx, input, { operation: "ListDevices", user: await holder(ctx, input.AccessToken), index: "remembered" });

/** Assumption: an administrator sees the others as well, for there is no other way to find them. */
export const adminListDevices: Operations["adminListDevices"] = async (input, ctx) =>
  list(ctx, input, { operation: "AdminListDevices", user: await undeclaredUser(ctx, input), index: "user" });

export const updateDeviceStatus: Operations["updateDeviceStatus"] = async (input, ctx) =>
  setStatus(ctx, await holder(ctx, input.AccessToken), input);

export const adminUpdateDeviceStatus: Operations["adminUpdateDeviceStatus"] = async (input, ctx) =>
  setStatus(ctx, (await namedUser(ctx, input.UserPoolId, input.Username)).user, input);

export const forgetDevice: Operations["forgetDevice"] = async (input, ctx) =>
  forget(ctx, await holder(ctx, input.AccessToken), input.DeviceKey);

export const adminForgetDevice: Operations["adminForgetDevice"] = async (input, ctx) =>
  forget(ctx, (await namedUser(ctx, input.UserPoolId, input.Username)).user, input.DeviceKey);

async function holder(ctx: Context, accessToken: string | undefined): Promise<User> {
  // The model does not ask for the token everywhere. Assumption: the wording.
  if (accessToken === undefined) throw missingParameter("AccessToken");
  return (await signedInUser(ctx, accessToken)).user;
}

/** The user of an operation whose model lacks UserNotFoundException. */
async function undeclaredUser(ctx: Context, { UserPoolId, Username }: { UserPoolId: string; Username: string }): Promise<User> {
  try {
    return (await namedUser(ctx, UserPoolId, Username)).user;
  } catch (error) {
    if (error instanceof UserNotFoundException) throw new ResourceNotFoundException(error.message);
    throw error;
  }
}

const show = async ({ store, settings }: Context, user: User, key: string): Promise<Schemas["GetDeviceResponse"]> => ({
  Device: wholeViewOfDevice(await readDevice(store, user, key), { username: user.username, accountId: settings.accountId }),
});

async function list(
  ctx: Context,
  { Limit, PaginationToken }: Pick<Schemas["ListDevicesRequest"], "Limit" | "PaginationToken">,
  { operation, user, index }: { operation: string; user: User; index: "user" | "remembered" },
): Promise<Schemas["ListDevicesResponse"]> {
  const query = { partition: user.poolId, index, equals: user.sub };
  const { items, nextToken } = await readPage(ctx, devices, query, { operation, token: PaginationToken, limit: Limit });
  const owner = { username: user.username, accountId: ctx.settings.accountId };
  const view = operation === "ListDevices" ? viewOfDevice : (device: Device) => wholeViewOfDevice(device, owner);
  return { Devices: items.map(view), PaginationToken: nextToken };
}

/** Assumption: without a status nothing changes. */
async function setStatus(
  { store, clock }: Context,
  user: User,
  { DeviceKey, DeviceRememberedStatus: status }: Omit<Schemas["UpdateDeviceStatusRequest"], "AccessToken">,
) {
  await retryContended(async () => {
    const device = await readDevice(store, user, DeviceKey);
    const remembered = status === undefined ? device.remembered : status === "remembered";
    await store.commit([devices.put({ ...device, remembered, modifiedAt: clock.now() })]);
  });
  return {};
}

const forget = ({ store }: Context, user: User, key: string): Promise<void> =>
  retryContended(async () => {
    await store.commit([devices.remove(await readDevice(store, user, key))]);
  });
