import { InvalidParameterException } from "#generated/errors.ts";
import type { StyleSheetParts } from "../lib/style-sheet.ts";
import type { UiCustomization } from "../records/ui-customizations.ts";

const KILOBYTE = 1024;
/** AWS, "Customizing hosted UI (classic) branding". */
const LARGEST_CSS = 3 * KILOBYTE;
const LARGEST_IMAGE = 100 * KILOBYTE;
/** The two together, the image in base64. */
const LARGEST_REQUEST = 135 * KILOBYTE;

const CLASSES = new Set(
  [
    ...["background", "banner", "errorMessage", "idpButton", "idpDescription", "inputField", "label", "legalText", "logo"],
    ...["passwordCheck-notValid", "passwordCheck-valid", "redirect", "socialButton", "submitButton", "textDescription"],
  ].map((name) => `.${name}-customizable`),
);
const STATEMENTS = ["import", "supports", "page", "media"];

/** @throws InvalidParameterException */
export function checkSizes({ CSS = "", ImageFile = "" }: { CSS?: string; ImageFile?: string }): void {
  if (Buffer.byteLength(CSS) + ImageFile.length > LARGEST_REQUEST) throw new InvalidParameterException("request parameters too large");
  // Assumption: the wording of the two.
  if (Buffer.byteLength(CSS) > LARGEST_CSS) throw new InvalidParameterException("The CSS must not be larger than 3 KB.");
  if (Buffer.byteLength(ImageFile, "base64") > LARGEST_IMAGE)
    throw new InvalidParameterException("The image file must not be larger than 100 KB.");
}

/** The image with its type, which its first bytes tell. @throws InvalidParameterException */
export function imageOf(base64: string): UiCustomization["image"] {
  const bytes = Buffer.from(base64, "base64");
  const start = bytes.subarray(0, 8).toString("hex");
  const type = start === "89504e470d0a1a0a" ? "png" : start.startsWith("ffd8ff") ? "jpg" : undefined;
  // Assumption: the wording.
  if (!type) throw new InvalidParameterException("The image file must be a PNG or JPG file.");
  return { type, bytes: bytes.toString("base64") };
}

/** @throws InvalidParameterException */
export function checkStyleSheet(css: string, { statements, selectors }: StyleSheetParts): void {
  const statement = statements.find((name) => STATEMENTS.includes(name.toLowerCase()));
  // Assumption: the wording of the next two. That these are not allowed is documented.
  if (statement) throw new InvalidParameterException(`The CSS statement @${statement} is not allowed.`);
  if (/<|javascript:|expression\s*\(/i.test(css)) throw new InvalidParameterException("The CSS must not contain scripts.");
  // Assumption: that the selector is quoted as it is written, and that other selectors than classes are refused alike.
  const unknown = selectors.find((selector) => !CLASSES.has(selector));
  if (unknown !== undefined) throw new InvalidParameterException(`The CSS class ${unknown} is not in the list of allowed classes.`);
}
