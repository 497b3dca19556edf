import type { Schemas } from "#generated/schemas.ts";
import { feedbackToken } from "../../accounts/feedback-token.ts";
import type { NotificationKind, Text } from "../../delivery/notice.ts";
import { deviceName } from "../../records/auth-events.ts";
import type { RiskConfiguration } from "../../records/risk-configurations.ts";
import type { TakeoverAction } from "../../rules/risk.ts";
import type { KnownAttempt } from "../attempt.ts";

type Email = Schemas["NotifyEmailType"];
type Configured = "BlockEmail" | "MfaEmail" | "NoActionEmail";

interface Notification {
  readonly kind: NotificationKind;
  readonly template: Configured;
  /** Where the pool has no text of its own. */
  readonly subject: string;
  readonly outcome: string;
}

const NOTIFICATIONS: Readonly<Record<TakeoverAction, Notification>> = {
  BLOCK: { kind: "AccountTakeover_Block", template: "BlockEmail", subject: "Blocked sign-in attempt", outcome: "The sign-in was blocked." },
  MFA_REQUIRED: {
    kind: "AccountTakeover_Mfa",
    template: "MfaEmail",
    subject: "New sign-in attempt",
    outcome: "A second factor was asked for.",
  },
  MFA_IF_CONFIGURED: {
    kind: "AccountTakeover_Mfa",
    template: "MfaEmail",
    subject: "New sign-in attempt",
    outcome: "A second factor was asked for.",
  },
  NO_ACTION: {
    kind: "AccountTakeover_NoAction",
    template: "NoActionEmail",
    subject: "New sign-in attempt",
    outcome: "The sign-in was allowed.",
  },
};

const BODY =
  "Somebody signed in as {username} at {login-time} from {ip-address} with {device-name}. OUTCOME\n" +
  "If it was you: {one-click-link-valid}\nIf it was not you: {one-click-link-invalid}";

/** Tells a user by e-mail of a sign-in that looks like somebody else's, where the pool says so and the user has an address. */
export async function notifyOfRisk(
  attempt: KnownAttempt,
  configuration: RiskConfiguration | undefined,
  action: TakeoverAction,
): Promise<void> {
  const { ctx, pool, client, user } = attempt;
  const settings = configuration?.takeover?.NotifyConfiguration;
  const destination = user.attributes.email;
  if (!settings || !destination) return;
  const { kind, template, subject, outcome } = NOTIFICATIONS[action];
  const own: Email | undefined = settings[template];
  const body = own?.HtmlBody ?? own?.TextBody ?? BODY.replace("OUTCOME", outcome);
  const token = await feedbackToken(ctx, pool.id, { sub: user.sub, eventId: attempt.progress.eventId });
  const text = filledIn(attempt, { subject: own?.Subject ?? subject, body }, token);
  await ctx.deliver.send({ pool, client, user, kind, medium: "EMAIL", destination, text, code: token, caller: ctx.caller });
}

/** Replacements are functions, so that a `$` in a value is no pattern. The link is the one that says it was not the user. */
function filledIn(attempt: KnownAttempt, { subject, body }: { subject: string; body: string }, token: string): Text {
  const { ctx, user } = attempt;
  const valid = feedbackLink(attempt, token, "Valid");
  const invalid = feedbackLink(attempt, token, "Invalid");
  const values: Readonly<Record<string, string>> = {
    "{login-time}": new Date(ctx.clock.now()).toUTCString(),
    "{device-name}": deviceName(ctx.caller.userAgent),
    // Where an address lies is not looked up.
    "{city}": "unknown",
    "{country}": "unknown",
    "{ip-address}": ctx.caller.ipAddress,
    "{username}": user.username,
    "{one-click-link-valid}": valid,
    "{one-click-link-invalid}": invalid,
  };
  const fill = (text: string) => text.replace(/\{[a-z-]+\}/g, (placeholder) => values[placeholder] ?? placeholder);
  return { subject: fill(subject), body: fill(body), link: invalid };
}

/** The link by which the user says whether it was them. */
function feedbackLink({ ctx, pool, user, progress }: KnownAttempt, token: string, value: "Valid" | "Invalid"): string {
  const query = new URLSearchParams({
    user_pool_id: pool.id,
    user_name: user.username,
    event_id: progress.eventId,
    feedback_token: token,
    feedback_value: value,
  });
  return `${ctx.settings.publicUrl}/authEventFeedback?${query}`;
}
