import { BlockList, isIP } from "node:net";
import { InvalidParameterException } from "#generated/errors.ts";
import type { AuthEvent, EventOrigin, EventRisk } from "../records/auth-events.ts";
import type { RiskConfiguration } from "../records/risk-configurations.ts";

export type RiskLevel = NonNullable<EventRisk["level"]>;
export type TakeoverAction = "BLOCK" | "MFA_IF_CONFIGURED" | "MFA_REQUIRED" | "NO_ACTION";

const HOUR_MS = 3_600_000;
const SUSPICIOUS_FAILURES = 3;

/**
 * How risky a sign-in is. AWS does not tell how it judges; this rule is fixed, so that every level can be brought about:
 *
 * - no risk: the user has never signed in before, or has from this address and with this device;
 * - low: the address is new, or the device is;
 * - medium: both are;
 * - high: both are, and in the last hour three or more sign-ins of the user failed.
 *
 * A device is a user agent. An address or device is known from the user's successful sign-ins, except those that somebody
 * marked as invalid, and from others that somebody marked as valid. `history`: the user's events, newest first.
 */
export function riskLevel(origin: EventOrigin, history: readonly AuthEvent[], now: number): RiskLevel | undefined {
  const signIns = history.filter(({ type }) => type === "SignIn");
  const trusted = signIns.filter(({ response, feedback }) => (feedback ? feedback.value === "Valid" : response === "Pass"));
  if (trusted.length === 0) return undefined;
  const knownAddress = trusted.some((event) => event.origin.ipAddress === origin.ipAddress);
  const knownDevice = trusted.some((event) => event.origin.userAgent === origin.userAgent);
  if (knownAddress && knownDevice) return undefined;
  if (knownAddress || knownDevice) return "Low";
  const failures = signIns.filter(({ response, createdAt }) => response === "Fail" && now - createdAt < HOUR_MS);
  return failures.length >= SUSPICIOUS_FAILURES ? "High" : "Medium";
}

/** What a configuration says about an address: always refused, never judged, or judged like any other. */
export function exceptionFor(configuration: RiskConfiguration | undefined, ipAddress: string): "blocked" | "skipped" | undefined {
  const { BlockedIPRangeList: blocked = [], SkippedIPRangeList: skipped = [] } = configuration?.exceptions ?? {};
  if (isInside(ipAddress, blocked)) return "blocked";
  return isInside(ipAddress, skipped) ? "skipped" : undefined;
}

/** What is done about a level, and whether the user is told. Without a configuration nothing is. */
export function actionFor(configuration: RiskConfiguration | undefined, level: RiskLevel): { action: TakeoverAction; notify: boolean } {
  const chosen = configuration?.takeover?.Actions[`${level}Action`];
  return { action: chosen?.EventAction ?? "NO_ACTION", notify: chosen?.Notify ?? false };
}

export type CredentialEvent = "SIGN_IN" | "SIGN_UP" | "PASSWORD_CHANGE";
/** In the order in which AWS writes them. */
export const CREDENTIAL_EVENTS: readonly CredentialEvent[] = ["SIGN_IN", "SIGN_UP", "PASSWORD_CHANGE"];

/** Whether a compromised password is refused on this occasion. */
export function blocksCompromised(configuration: RiskConfiguration | undefined, event: CredentialEvent): boolean {
  const { compromised } = configuration ?? {};
  return compromised?.Actions.EventAction === "BLOCK" && (compromised.EventFilter ?? CREDENTIAL_EVENTS).includes(event);
}

type Family = "ipv4" | "ipv6";

interface Range {
  readonly address: string;
  readonly bits: number;
  readonly family: Family;
}

const FAMILIES: Readonly<Record<number, Family>> = { 4: "ipv4", 6: "ipv6" };
const familyOf = (address: string): Family | undefined => FAMILIES[isIP(address)];

/** `203.0.113.0/24` or `2001:db8::/32`. */
function rangeOf(text: string): Range | undefined {
  const [, address = "", length = ""] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const family = familyOf(address);
  const bits = Number(length);
  return family && bits <= (family === "ipv4" ? 32 : 128) ? { address, bits, family } : undefined;
}

/** @throws InvalidParameterException */
export function checkRanges(texts: readonly string[]): void {
  if (texts.some((text) => !rangeOf(text))) throw new InvalidParameterException("Incorrect CIDR format");
}

function isInside(ipAddress: string, texts: readonly string[]): boolean {
  // A socket that takes both kinds names IPv4 addresses in IPv6 form.
  const address = ipAddress.replace(/^::ffff:(?=\d+\.)/i, "");
  const family = familyOf(address);
  if (!family || texts.length === 0) return false;
  const list = new BlockList();
  for (const range of texts.map(rangeOf)) if (range) list.addSubnet(range.address, range.bits, range.family);
  return list.check(address, family);
}
