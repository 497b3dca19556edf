import { InvalidParameterException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import type { Operations } from "../../context.ts";
import { readStyleSheet } from "../../lib/style-sheet.ts";
import { getClient } from "../../records/clients.ts";
import { domainsOf } from "../../records/domains.ts";
import { getPool } from "../../records/pools.ts";
import { retryContended } from "../../records/retry-contended.ts";
import {
  ALL_CLIENTS,
  effectiveCustomization,
  type UiCustomization,
  uiCustomizations,
  viewOfCustomization,
} from "../../records/ui-customizations.ts";
import { checkSizes, checkStyleSheet, imageOf } from "../../rules/ui-customization.ts";
import type { Driver } from "../../storage/driver.ts";

type Request = Schemas["SetUICustomizationRequest"];

/** A style sheet or image that is left out is cleared; without both nothing is customized any more. */
export const setUICustomization: Operations["setUICustomization"] = async (input, { store, clock, settings }) => {
  const { poolId, clientId } = await place(store, input);
  if ((await domainsOf(store, poolId)).length === 0)
    throw new InvalidParameterException("There has to be an existing domain associated with this user pool");
  const look = await lookOf(input);
  const now = clock.now();
  const blank: UiCustomization = { poolId, clientId, version: versionAt(now), createdAt: now, modifiedAt: now };
  const stored = await retryContended(async () => {
    const before = await uiCustomizations.find(store, poolId, clientId);
    const customization = { ...before, ...blank, ...look, createdAt: before?.createdAt ?? now };
    if (look.css ?? look.image) await store.commit([uiCustomizations.put(customization)]);
    else if (before) await store.commit([uiCustomizations.remove(before)]);
    return customization;
  });
  return { UICustomization: viewOfCustomization(stored, settings.publicUrl) };
};

/** The client's own, else that of all clients, else an empty structure (recorded from AWS). */
export const getUICustomization: Operations["getUICustomization"] = async (input, { store, settings }) => {
  const { poolId, clientId } = await place(store, input);
  const customization = await effectiveCustomization(store, poolId, clientId);
  return { UICustomization: customization ? viewOfCustomization(customization, settings.publicUrl) : {} };
};

/** @throws ResourceNotFoundException */
async function place(store: Driver, { UserPoolId, ClientId = ALL_CLIENTS }: Pick<Request, "UserPoolId" | "ClientId">) {
  const pool = await getPool(store, UserPoolId);
  if (ClientId !== ALL_CLIENTS) await getClient(store, pool.id, ClientId);
  return { poolId: pool.id, clientId: ClientId };
}

/** @throws InvalidParameterException */
async function lookOf(input: Request): Promise<Pick<UiCustomization, "css" | "image">> {
  const { CSS: css, ImageFile: image } = input;
  checkSizes(input);
  if (css) {
    const parts = await readStyleSheet(css);
    // Assumption: the wording.
    if (!parts) throw new InvalidParameterException("The CSS is not valid.");
    checkStyleSheet(css, parts);
  }
  return { css: css || undefined, image: image ? imageOf(image) : undefined };
}

/** `20190128172214` */
const versionAt = (now: number): string => new Date(now).toISOString().replace(/\D/g, "").slice(0, 14);
