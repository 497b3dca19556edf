import type { Graphic } from "../view.ts";

const drawn = (paths: string) =>
  `<svg viewBox="0 0 48 48" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round">${paths}</svg>`;

/** Our own drawings, for styles that have no images of their own. */
export const GRAPHICS: Readonly<Record<Graphic, string>> = {
  EMAIL_GRAPHIC: drawn('<rect x="5" y="11" width="38" height="27" rx="3"/><path d="M6 14l18 13 18-13"/>'),
  SMS_GRAPHIC: drawn(
    '<path d="M8 8h32a3 3 0 0 1 3 3v20a3 3 0 0 1-3 3H20l-10 8v-8H8a3 3 0 0 1-3-3V11a3 3 0 0 1 3-3z"/><path d="M15 21h.01M24 21h.01M33 21h.01"/>',
  ),
  AUTH_APP_GRAPHIC: drawn('<rect x="13" y="4" width="22" height="40" rx="4"/><path d="M21 38h6M19 20l4 4 7-8"/>'),
  PASSWORD_GRAPHIC: drawn('<rect x="9" y="21" width="30" height="22" rx="3"/><path d="M15 21v-6a9 9 0 0 1 18 0v6M24 30v5"/>'),
  PASSKEY_GRAPHIC: drawn(
    '<circle cx="18" cy="14" r="8"/><path d="M4 40c0-8 6-13 14-13 3 0 6 1 8 2"/><circle cx="36" cy="27" r="6"/><path d="M36 33v11l4-3-4-3"/>',
  ),
};
