import { PROVIDED_SETTINGS } from "../../rules/branding-defaults.ts";

/** The settings of a managed login style, read with care: they are any JSON. Paths are members with dots between. */
export interface StyleValues {
  /** A CSS colour; the provided style's where this one's is none. */
  color(path: string): string;
  /** CSS pixels. */
  pixels(path: string): string;
  flag(path: string): boolean;
  oneOf<T extends string>(path: string, values: readonly T[], otherwise: T): T;
  list(path: string): readonly unknown[];
}

export const styleValues = (settings: unknown): StyleValues => ({
  color: (path) => colorOf(at(settings, path)) ?? colorOf(at(PROVIDED_SETTINGS, path)) ?? "transparent",
  pixels: (path) => `${pixelsOf(at(settings, path)) ?? pixelsOf(at(PROVIDED_SETTINGS, path)) ?? 0}px`,
  flag: (path) => at(settings, path) === true,
  oneOf: (path, values, otherwise) => values.find((value) => value === at(settings, path)) ?? otherwise,
  list: (path) => {
    const value = at(settings, path);
    return Array.isArray(value) ? value : [];
  },
});

function at(settings: unknown, path: string): unknown {
  let value = settings;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/** Eight hex digits, RRGGBBAA; the last two may be left out. */
const colorOf = (value: unknown): string | undefined =>
  typeof value === "string" && /^(?:[0-9a-f]{6}|[0-9a-f]{8})$/i.test(value) ? `#${value}` : undefined;

const MOST_PIXELS = 1000;
const pixelsOf = (value: unknown): number | undefined =>
  typeof value === "number" && value >= 0 && value <= MOST_PIXELS ? value : undefined;
