/** Rows as they are read from files: table name -> id -> value. */
export type RawContent = Map<string, Map<string, object>>;

/** What data folders and exported states are written as. A folder from before there were numbers counts as 0. */
export const FORMAT = 1;

/** From each format to the next. What came with format 1, checksums, is in how rows are written, not in the rows. */
const STEPS: readonly ((content: RawContent) => RawContent)[] = [(content) => content];

/** The rows as this version keeps them. The format is one that `isKnownFormat` lets pass. */
export const migrate = (content: RawContent, format: number): RawContent => STEPS.slice(format).reduce((rows, step) => step(rows), content);

export const isKnownFormat = (format: unknown): format is number =>
  Number.isInteger(format) && (format as number) >= 0 && (format as number) <= FORMAT;

/** Why a format is refused. */
export const unknownFormat = (format: unknown): string =>
  typeof format === "number" && format > FORMAT
    ? `it was written by a newer rockpool (format ${format}, and this one knows formats up to ${FORMAT}); use that one or one newer still`
    : "its format is no number that rockpool ever gave";
