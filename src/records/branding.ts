import { ResourceNotFoundException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import type { Change, Driver, Stored } from "../storage/driver.ts";
import { defineTable } from "./table.ts";

/** A style of the managed login pages; an app client has at most one. Its images are rows of their own. */
export interface Branding {
  readonly poolId: string;
  readonly id: string;
  readonly clientId: string;
  /** Absent: the service's own values throughout. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export const brandings = defineTable<Branding, "client">({
  name: "brandings",
  partition: (branding) => branding.poolId,
  id: (branding) => branding.id,
  indexes: { client: { unique: true, keys: (branding) => [branding.clientId] } },
});

type Asset = Schemas["AssetType"];

/** An image of a style. A style has one for each category, color mode and resource. */
export interface BrandingAsset {
  readonly poolId: string;
  readonly brandingId: string;
  readonly category: Asset["Category"];
  readonly colorMode: Asset["ColorMode"];
  readonly extension: Asset["Extension"];
  readonly resourceId?: string;
  /** base64 */
  readonly bytes: string;
}

export const brandingAssets = defineTable<BrandingAsset, "branding">({
  name: "brandingAssets",
  partition: (asset) => asset.poolId,
  id: (asset) => `${asset.brandingId} ${placeOfAsset(asset)}`,
  indexes: { branding: { keys: (asset) => [asset.brandingId] } },
});

/** What tells the images of one style apart. */
export const placeOfAsset = ({
  category,
  colorMode,
  resourceId = "",
}: Omit<BrandingAsset, "poolId" | "brandingId" | "extension" | "bytes">): string => `${category} ${colorMode} ${resourceId}`;

/** @throws ResourceNotFoundException */
export async function getBranding(store: Driver, poolId: string, id: string): Promise<Branding & Stored> {
  const branding = await brandings.find(store, poolId, id);
  // Assumption: the wording.
  if (!branding) throw new ResourceNotFoundException(`Managed login branding ${id} does not exist.`);
  return branding;
}

export async function assetsOf(store: Driver, { poolId, id }: Pick<Branding, "poolId" | "id">): Promise<(BrandingAsset & Stored)[]> {
  const assets: (BrandingAsset & Stored)[] = [];
  for await (const asset of brandingAssets.all(store, { partition: poolId, index: "branding", equals: id })) assets.push(asset);
  return assets;
}

/** The style and its images, to be removed together. */
export const removalOfBranding = async (store: Driver, branding: Branding & Stored): Promise<Change[]> => [
  brandings.remove(branding),
  ...(await assetsOf(store, branding)).map((asset) => brandingAssets.remove(asset)),
];

/** Images are shown by category and color mode. */
export const viewOfBranding = (branding: Branding, assets: readonly BrandingAsset[]): Schemas["ManagedLoginBrandingType"] => ({
  ManagedLoginBrandingId: branding.id,
  UserPoolId: branding.poolId,
  UseCognitoProvidedValues: branding.settings === undefined,
  Settings: branding.settings,
  Assets: assets.length === 0 ? undefined : assets.map(viewOfAsset),
  CreationDate: branding.createdAt / 1000,
  LastModifiedDate: branding.modifiedAt / 1000,
});

const viewOfAsset = ({ category, colorMode, extension, bytes, resourceId }: BrandingAsset): Asset => ({
  Category: category,
  ColorMode: colorMode,
  Extension: extension,
  Bytes: bytes,
  ResourceId: resourceId,
});
