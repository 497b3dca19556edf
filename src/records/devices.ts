import { ResourceNotFoundException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import type { Driver, Stored } from "../storage/driver.ts";
import { poolRegion } from "./pools.ts";
import { defineTable } from "./table.ts";
import type { PasswordVerifier, User } from "./users.ts";

/** A device that a user has confirmed. Times in milliseconds. */
export interface Device {
  readonly poolId: string;
  readonly sub: string;
  /** `<region>_<UUID>`. */
  readonly key: string;
  readonly groupKey: string;
  readonly name?: string;
  /** Proves that it is this device. Never in a view. */
  readonly verifier: PasswordVerifier;
  /** Whether the user wants it to be remembered. */
  readonly remembered: boolean;
  readonly lastIpAddress: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly authenticatedAt: number;
  /** The latest sign-in that waits for its proof. Never in a view. */
  readonly awaited?: { readonly clientId: string /** Its Session string, sealed. */; readonly session: string };
}

export const devices = defineTable<Device, "user" | "remembered">({
  name: "devices",
  partition: (device) => device.poolId,
  id: (device) => idOf(device, device.key),
  indexes: {
    user: { keys: (device) => [device.sub] },
    /** The user's again, of remembered devices only. */
    remembered: { keys: (device) => (device.remembered ? [device.sub] : []) },
  },
});

const idOf = ({ sub }: Pick<User, "sub">, key: string) => `${sub} ${key}`;

export const deviceNotFound = () => new ResourceNotFoundException("Device does not exist.");

export const findDevice = (store: Driver, user: User, key: string): Promise<(Device & Stored) | undefined> =>
  devices.find(store, user.poolId, idOf(user, key));

/** @throws ResourceNotFoundException */
export async function getDevice(store: Driver, user: User, key: string): Promise<Device & Stored> {
  const device = await findDevice(store, user, key);
  if (!device) throw deviceNotFound();
  return device;
}

/** The name is absent where none was given (measured on AWS). Dates in epoch seconds. */
export const viewOfDevice = (device: Device): Schemas["DeviceType"] => viewWith(device, []);

/** With what lists for the user do not show (AWS, examples of GetDevice and its Admin twins). `owner`: the user's name. */
export const wholeViewOfDevice = (
  device: Device,
  owner: { readonly username: string; readonly accountId: string },
): Schemas["DeviceType"] => {
  const name = `${owner.username}.${device.poolId}`;
  return viewWith(device, [
    {
      Name: "dev:device_arn",
      Value: `arn:aws:cognito-idp:${poolRegion(device.poolId)}:${owner.accountId}:owner/${name}/device/${device.key}`,
    },
    { Name: "dev:device_owner", Value: name },
    { Name: "dev:device_remembered_status", Value: device.remembered ? "remembered" : "not_remembered" },
    { Name: "dev:device_sdk", Value: "aws-sdk" },
  ]);
};

const viewWith = (device: Device, more: readonly Schemas["AttributeType"][]): Schemas["DeviceType"] => ({
  DeviceKey: device.key,
  DeviceAttributes: [
    { Name: "device_status", Value: "valid" },
    ...(device.name === undefined ? [] : [{ Name: "device_name", Value: device.name }]),
    ...more,
    { Name: "last_ip_used", Value: device.lastIpAddress },
  ],
  DeviceCreateDate: device.createdAt / 1000,
  DeviceLastModifiedDate: device.modifiedAt / 1000,
  DeviceLastAuthenticatedDate: device.authenticatedAt / 1000,
});
