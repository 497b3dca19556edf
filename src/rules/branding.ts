import { InvalidParameterException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";

type Json = Readonly<Record<string, unknown>>;

/** Of one style (the model's limit for a request). */
const ASSET_LIMIT = 40;

/** Of the service's own values and settings, exactly one. @throws InvalidParameterException */
export function checkOrigin(useProvided: boolean, settings: Json | undefined): void {
  if (useProvided === (settings !== undefined))
    throw new InvalidParameterException("useCognitoProvidedValues or settings should be specified (but not both)");
}

/** Far beyond any real style; what is nested without end could not be merged or answered. */
const DEEPEST_SETTINGS = 100;

/** @throws InvalidParameterException */
export function checkDepth(value: unknown, depth = 0): void {
  if (typeof value !== "object" || value === null) return;
  // Assumption: the wording.
  if (depth > DEEPEST_SETTINGS) throw new InvalidParameterException("Settings are nested too deeply.");
  for (const member of Object.values(value)) checkDepth(member, depth + 1);
}

/** @throws InvalidParameterException */
export function checkAsset({ Category, Extension }: Schemas["AssetType"]): void {
  // Assumption: the wording.
  if (Extension === "ICO" && Category !== "FAVICON_ICO")
    throw new InvalidParameterException(`The extension ICO is only allowed for the category FAVICON_ICO, not for ${Category}.`);
}

/** @throws InvalidParameterException */
export function checkAssetCount(count: number): void {
  // Assumption: the wording.
  if (count > ASSET_LIMIT) throw new InvalidParameterException(`A style cannot have more than ${ASSET_LIMIT} assets.`);
}

/** `changes` over `settings`, member by member at every depth; what is no object is replaced as a whole. */
export function mergedSettings(settings: Json, changes: Json): Json {
  const merged = Object.entries(changes).map(([name, value]): [string, unknown] => {
    const before = Object.hasOwn(settings, name) ? settings[name] : undefined;
    return [name, isObject(before) && isObject(value) ? mergedSettings(before, value) : value];
  });
  return Object.fromEntries([...Object.entries(settings), ...merged]);
}

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
