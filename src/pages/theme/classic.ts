import { imagePath, type UiCustomization } from "../../records/ui-customizations.ts";
import { CLASSIC_STYLE } from "./classic-style.ts";
import type { Look } from "./look.ts";

/** The look of the classic pages: ours with the customization of the client, or of its pool, over it. `base`: what paths start with. */
export function classicLook(customization: UiCustomization | undefined, base = ""): Look {
  const path = customization && imagePath(customization);
  const address = path && base + path.split("/").map(encodeURIComponent).join("/");
  return {
    version: 1,
    mode: "light",
    css: CLASSIC_STYLE + contained(customization?.css ?? ""),
    icons: [],
    logo: address === undefined ? undefined : { image: { light: address, dark: address }, inside: true, place: "CENTER", bottom: false },
    graphics: undefined,
    providerIcons: undefined,
    providers: { first: true, order: [], search: false },
  };
}

/** No text of a customization ends the element that it stands in, whatever has been stored. */
const contained = (css: string): string => css.replaceAll("<", "\\3c ");
