import type { Schemas } from "#generated/schemas.ts";
import type { Driver, Stored } from "../storage/driver.ts";
import { defineTable } from "./table.ts";

/** Stands for all clients of a pool that have no customization of their own. */
export const ALL_CLIENTS = "ALL";

/** How the classic hosted pages look, for a client or for ALL_CLIENTS. */
export interface UiCustomization {
  readonly poolId: string;
  readonly clientId: string;
  readonly css?: string;
  /** `bytes`: base64 */
  readonly image?: { readonly type: "jpg" | "png"; readonly bytes: string };
  /** Of the shape YYYYMMDDhhmmss. */
  readonly version: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export const uiCustomizations = defineTable<UiCustomization>({
  name: "uiCustomizations",
  partition: (customization) => customization.poolId,
  id: (customization) => customization.clientId,
  indexes: {},
});

/** What the pages of a client show: its own customization, or else the pool's. */
export const effectiveCustomization = async (
  store: Driver,
  poolId: string,
  clientId: string,
): Promise<(UiCustomization & Stored) | undefined> =>
  (await uiCustomizations.find(store, poolId, clientId)) ?? (await uiCustomizations.find(store, poolId, ALL_CLIENTS));

/** The address of the logo, below the server's own; the path is Cognito's. */
export const imagePath = ({ poolId, clientId, version, image }: UiCustomization): string | undefined =>
  image && `/${poolId}/${clientId}/${version}/assets/images/image.${image.type}`;

/** `publicUrl`: what addresses start with. Assumption: without dates, as AWS's documented answers of 2025 are. */
export function viewOfCustomization(customization: UiCustomization, publicUrl: string): Schemas["UICustomizationType"] {
  const path = imagePath(customization);
  return {
    UserPoolId: customization.poolId,
    ClientId: customization.clientId,
    ImageUrl: path && publicUrl + path,
    CSS: customization.css,
    CSSVersion: customization.version,
  };
}
