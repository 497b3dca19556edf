import metadata from "libphonenumber-js/min/metadata";

const CODES: ReadonlySet<string> = new Set([
  ...Object.keys(metadata.country_calling_codes),
  // Those of services that belong to no country, such as 800.
  ...Object.keys((metadata as { nonGeographic?: object }).nonGeographic ?? {}),
]);
const LONGEST_CODE = 3;

/** Whether digits begin with an assigned calling code (ITU-T E.164) and go on after it. */
export function hasCallingCode(digits: string): boolean {
  for (let length = 1; length <= LONGEST_CODE; length += 1) if (CODES.has(digits.slice(0, length))) return digits.length > length;
  return false;
}
