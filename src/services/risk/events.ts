import { NotAuthorizedException, ResourceNotFoundException } from "#generated/errors.ts";
import { readFeedbackToken } from "../../accounts/feedback-token.ts";
import { namedUser } from "../../accounts/lookup.ts";
import { checkAddOn } from "../../accounts/threat-protection.ts";
import type { Context, Operations } from "../../context.ts";
import { type AuthEvent, authEvents, findAuthEvent, viewOfAuthEvent } from "../../records/auth-events.ts";
import { readPage } from "../../records/pages.ts";
import { retryContended } from "../../records/retry-contended.ts";
import type { User } from "../../records/users.ts";
import type { Stored } from "../../storage/driver.ts";

/** Newest first. */
export const adminListUserAuthEvents: Operations["adminListUserAuthEvents"] = async (
  { UserPoolId, Username, MaxResults, NextToken },
  ctx,
) => {
  const { pool, user } = await namedUser(ctx, UserPoolId, Username);
  checkAddOn(pool);
  const query = { partition: pool.id, index: "user", equals: user.sub, reverse: true } as const;
  const page = await readPage(ctx, authEvents, query, { operation: "AdminListUserAuthEvents", token: NextToken, limit: MaxResults });
  return { AuthEvents: page.items.map(viewOfAuthEvent), NextToken: page.nextToken };
};

export const adminUpdateAuthEventFeedback: Operations["adminUpdateAuthEventFeedback"] = async (input, ctx) => {
  const { pool, user } = await namedUser(ctx, input.UserPoolId, input.Username);
  checkAddOn(pool);
  await judge(ctx, user, { eventId: input.EventId, value: input.FeedbackValue, provider: "Admin" });
  return {};
};

/** What a user answers to a notification, which carries the token. */
export const updateAuthEventFeedback: Operations["updateAuthEventFeedback"] = async (input, ctx) => {
  const { pool, user } = await namedUser(ctx, input.UserPoolId, input.Username);
  checkAddOn(pool);
  const told = await readFeedbackToken(ctx, pool.id, input.FeedbackToken);
  // Assumption: the wording.
  if (told?.sub !== user.sub || told.eventId !== input.EventId) throw new NotAuthorizedException("Invalid feedback token.");
  await judge(ctx, user, { eventId: input.EventId, value: input.FeedbackValue, provider: "User" });
  return {};
};

interface Judgement {
  readonly eventId: string;
  readonly value: "Valid" | "Invalid";
  readonly provider: string;
}

/** From now on the address and device of a valid event are trusted, and those of an invalid one no longer. */
const judge = ({ store, clock }: Context, user: User, { eventId, value, provider }: Judgement): Promise<void> =>
  retryContended(async () => {
    const event = await findAuthEvent(store, user, eventId);
    // Assumption: the wording.
    if (!event) throw new ResourceNotFoundException("Authentication event does not exist.");
    const judged: AuthEvent & Stored = { ...event, feedback: { value, provider, at: clock.now() } };
    await store.commit([authEvents.put(judged)]);
  });
