import type { DevicesOperations } from "#generated/routes/devices.ts";
import type { Context } from "../../context.ts";
import { confirmDevice } from "./confirm.ts";
import {
  adminForgetDevice,
  adminGetDevice,
  adminListDevices,
  adminUpdateDeviceStatus,
  forgetDevice,
  getDevice,
  listDevices,
  updateDeviceStatus,
} from "./manage.ts";

export const deviceOperations = {
  adminForgetDevice,
  adminGetDevice,
  adminListDevices,
  adminUpdateDeviceStatus,
  confirmDevice,
  forgetDevice,
  getDevice,
  listDevices,
  updateDeviceStatus,
} satisfies Partial<DevicesOperations<Context>>;
