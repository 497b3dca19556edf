import { cookie } from "../web/cookies.ts";
import type { Call } from "./call.ts";

/** Cognito's names. Some providers come back with a form, with which browsers send no cookie that is meant for this site alone. */
const NAME = "csrf-state";
const LEGACY_NAME = "csrf-state-legacy";

/** Ties a journey to a provider to this browser. */
export function journeyCookies({ place }: Pick<Call, "place">, browser: string, maxAgeSeconds: number): string[] {
  const options = { secure: place.secure, maxAgeSeconds };
  // Without TLS browsers drop what is for other sites; the second has no such attribute at all, which they let pass for two minutes.
  const crossSite = place.secure ? [cookie(NAME, browser, { ...options, sameSite: "None" })] : [];
  return [...crossSite, cookie(LEGACY_NAME, browser, { ...options, sameSite: undefined })];
}

export const endJourneyCookies = (call: Pick<Call, "place">): string[] => journeyCookies(call, "", 0);

export const journeyOf = ({ cookies }: Pick<Call, "cookies">): string | undefined => cookies[NAME] ?? cookies[LEGACY_NAME];
