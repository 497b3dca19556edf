/** `f***@e***`: first letters of mailbox and domain (measured on AWS). */
export function maskEmail(address: string): string {
  const at = address.lastIndexOf("@");
  return `${firstLetter(address)}***@${firstLetter(address.slice(at + 1))}***`;
}

/** `+*******8884`: seven stars whatever the length, and the last four digits. */
export const maskPhoneNumber = (number: string): string => `+*******${number.slice(-4)}`;

/** By code point, so that a letter outside the basic plane is not cut in half. */
const firstLetter = (text: string): string => [...text][0] ?? "";
