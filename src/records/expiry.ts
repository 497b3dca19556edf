/** Digits of the latest time that a date can be, in milliseconds. */
const DIGITS = 16;

/** An index by the time (ms) after which a row may go: keys are compared as texts, so they have one length. */
export const byExpiry = { keys: ({ expiresAt }: { readonly expiresAt: number }): string[] => [String(expiresAt).padStart(DIGITS, "0")] };
