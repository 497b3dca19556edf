import type { Schemas } from "#generated/schemas.ts";
import { sequentialUuid } from "../lib/ids.ts";
import type { Driver, Stored } from "../storage/driver.ts";
import { defineTable } from "./table.ts";

type View = Schemas["AuthEventType"];

/** What became known of one sign-in, sign-up or change of a password, in pools with threat protection. Times in milliseconds. */
export interface AuthEvent {
  readonly poolId: string;
  readonly sub: string;
  /** A sequential UUID, so that the order of ids is that of events. */
  readonly sequence: string;
  /** A UUID; `event_id` of the tokens that the sign-in has earned. */
  readonly id: string;
  readonly type: NonNullable<View["EventType"]>;
  readonly response: NonNullable<View["EventResponse"]>;
  readonly risk: EventRisk;
  readonly challenges: readonly { readonly name: "Password" | "Mfa"; readonly response: "Success" | "Failure" }[];
  readonly origin: EventOrigin;
  readonly clientId?: string;
  readonly requestId: string;
  readonly createdAt: number;
  readonly feedback?: { readonly value: "Valid" | "Invalid"; readonly provider: string; readonly at: number };
}

export interface EventRisk {
  readonly decision: "NoRisk" | "AccountTakeover" | "Block";
  readonly level?: "Low" | "Medium" | "High";
  readonly compromised: boolean;
}

/** Where a request came from. */
export interface EventOrigin {
  readonly ipAddress: string;
  readonly userAgent?: string;
  /** The caller told where its user is, instead of itself. */
  readonly told: boolean;
}

export const authEvents = defineTable<AuthEvent, "user" | "event">({
  name: "authEvents",
  partition: (event) => event.poolId,
  id: (event) => event.sequence,
  indexes: {
    user: { keys: (event) => [event.sub] },
    event: { unique: true, keys: (event) => [`${event.sub} ${event.id}`] },
  },
});

export const findAuthEvent = (
  store: Driver,
  { poolId, sub }: Pick<AuthEvent, "poolId" | "sub">,
  id: string,
): Promise<(AuthEvent & Stored) | undefined> => authEvents.findBy(store, "event", `${sub} ${id}`, poolId);

/** An event that is not stored yet. */
export const newAuthEvent = (event: Omit<AuthEvent, "sequence">): AuthEvent => ({ ...event, sequence: sequentialUuid() });

const BROWSERS: readonly (readonly [name: string, form: RegExp])[] = [
  ["Edge", /Edg(?:e|A|iOS)?\/(\d+)/],
  ["Opera", /OPR\/(\d+)/],
  ["Firefox", /(?:Firefox|FxiOS)\/(\d+)/],
  ["Chrome", /(?:Chrome|CriOS)\/(\d+)/],
  ["Safari", /Version\/(\d+)\S* .*Safari\//],
];
const SYSTEMS: readonly (readonly [name: string, form: RegExp])[] = [
  ["Windows", /Windows NT/],
  ["iOS", /iPhone|iPad/],
  ["Mac OS X", /Mac OS X/],
  ["Android", /Android/],
  ["Linux", /Linux/],
];

/** `Chrome 126, Linux`; what is not recognized is `Other`. */
export function deviceName(userAgent = ""): string {
  const browsers = BROWSERS.map(([name, form]) => [name, form.exec(userAgent)?.[1]] as const);
  const [browser, version] = browsers.find(([, found]) => found !== undefined) ?? ["Other", ""];
  const system = SYSTEMS.find(([, form]) => form.test(userAgent))?.[0] ?? "Other";
  return `${browser} ${version}`.trim() + `, ${system}`;
}

/** The event as AdminListUserAuthEvents shows it. Where an address lies is not looked up, so that no city or country is named. */
export const viewOfAuthEvent = (event: AuthEvent): View => ({
  EventId: event.id,
  EventType: event.type,
  CreationDate: event.createdAt / 1000,
  EventResponse: event.response,
  EventRisk: { RiskDecision: event.risk.decision, RiskLevel: event.risk.level, CompromisedCredentialsDetected: event.risk.compromised },
  ChallengeResponses: event.challenges.map(({ name, response }) => ({ ChallengeName: name, ChallengeResponse: response })),
  EventContextData: { IpAddress: event.origin.ipAddress, DeviceName: deviceName(event.origin.userAgent) },
  EventFeedback: event.feedback && {
    FeedbackValue: event.feedback.value,
    Provider: event.feedback.provider,
    FeedbackDate: event.feedback.at / 1000,
  },
});
