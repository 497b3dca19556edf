import { InvalidParameterException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import { type Branding, type BrandingAsset, brandingAssets, placeOfAsset } from "../../records/branding.ts";
import { checkAsset, checkAssetCount } from "../../rules/branding.ts";
import { type Change, type Stored, VERSION } from "../../storage/driver.ts";

interface AssetChanges {
  /** All images of the style afterwards, in the order in which they are listed. */
  readonly assets: readonly BrandingAsset[];
  readonly changes: readonly Change[];
}

type Given = readonly Schemas["AssetType"][];

/** @throws InvalidParameterException */
export const newAssets = (branding: Branding, given: Given): AssetChanges => replacedAssets(branding, [], { given, kept: "none" });

/**
 * The images of a style after those that are given took the places of those that were there before. An image without
 * bytes is the one that is there already.
 * @throws InvalidParameterException
 */
export function replacedAssets(
  branding: Branding,
  before: readonly (BrandingAsset & Stored)[],
  { given, kept }: { given: Given; kept: "all" | "none" },
): AssetChanges {
  given.forEach(checkAsset);
  const former = new Map(before.map((asset) => [placeOfAsset(asset), asset]));
  const placed = new Map(given.map((asset) => placedAsset(branding, asset, former)));
  const staying = kept === "all" ? before.filter((asset) => !placed.has(placeOfAsset(asset))) : [];
  const assets = [...staying, ...placed.values()].sort((one, other) => (placeOfAsset(one) < placeOfAsset(other) ? -1 : 1));
  checkAssetCount(assets.length);
  const gone = kept === "all" ? [] : before.filter((asset) => !placed.has(placeOfAsset(asset)));
  return {
    assets,
    changes: [...[...placed.values()].map((asset) => brandingAssets.put(asset)), ...gone.map((asset) => brandingAssets.remove(asset))],
  };
}

function placedAsset(
  { poolId, id }: Branding,
  asset: Given[number],
  former: ReadonlyMap<string, BrandingAsset & Stored>,
): [string, BrandingAsset & Stored] {
  const place = { category: asset.Category, colorMode: asset.ColorMode, resourceId: asset.ResourceId };
  const key = placeOfAsset(place);
  const there = former.get(key);
  const bytes = asset.Bytes ?? there?.bytes;
  // Assumption: the wording.
  if (bytes === undefined)
    throw new InvalidParameterException(`The asset ${asset.Category} for the color mode ${asset.ColorMode} has no bytes.`);
  return [key, { poolId, brandingId: id, ...place, extension: asset.Extension, bytes, [VERSION]: there?.[VERSION] }];
}
