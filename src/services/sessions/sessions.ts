import { InvalidParameterException } from "#generated/errors.ts";
import type { Schemas } from "#generated/schemas.ts";
import { namedUser, signedInUser } from "../../accounts/lookup.ts";
import { endSession, liveBrowserSessions, liveTokenSessions } from "../../accounts/sessions.ts";
import { passwordResetRequired } from "../../auth/factors/first-factor.ts";
import type { Context, Operations } from "../../context.ts";
import { pageOf } from "../../records/pages.ts";
import { retryContended } from "../../records/retry-contended.ts";
import { tokenSessionId, viewOfBrowserSession, viewOfTokenSession } from "../../records/token-sessions.ts";
import type { User } from "../../records/users.ts";
import { checkTracking } from "./tracking.ts";

// Users see to their own sessions, administrators to those of anybody.

export const listUserSessions: Operations["listUserSessions"] = async ({ AccessToken, NextToken: token }, ctx) =>
  list(ctx, await holder(ctx, AccessToken), { operation: "ListUserSessions", token });

export const adminListUserSessions: Operations["adminListUserSessions"] = async (input, ctx) =>
  list(ctx, await named(ctx, input), { operation: "AdminListUserSessions", token: input.NextToken });

export const revokeUserSession: Operations["revokeUserSession"] = async (input, ctx) => {
  const owner = await holder(ctx, input.AccessToken);
  // Assumption: the error and its wording. That nobody can end the session with its own token is documented.
  if (owner.current === input.SessionId) throw new InvalidParameterException("The current session cannot be revoked.");
  return revoke(ctx, owner, input);
};

export const adminRevokeUserSession: Operations["adminRevokeUserSession"] = async (input, ctx) =>
  revoke(ctx, await named(ctx, input), input);

/** Whose sessions an operation is about. */
interface Owner {
  readonly user: User;
  /** The session of the caller's own token. */
  readonly current?: string;
}

/** @throws NotAuthorizedException, UserNotFoundException, PasswordResetRequiredException, OperationNotEnabledException */
async function holder(ctx: Context, accessToken: string): Promise<Owner> {
  const { pool, user, claims } = await signedInUser(ctx, accessToken);
  checkTracking(pool);
  // Assumption: as where users see to their passkeys.
  if (user.status === "RESET_REQUIRED") throw passwordResetRequired();
  return { user, current: claims.origin_jti && tokenSessionId(claims.origin_jti) };
}

/** @throws ResourceNotFoundException, UserNotFoundException, OperationNotEnabledException */
async function named(ctx: Context, { UserPoolId, Username }: { UserPoolId: string; Username: string }): Promise<Owner> {
  const { pool, user } = await namedUser(ctx, UserPoolId, Username);
  checkTracking(pool);
  return { user };
}

/** AWS, SessionsListType. */
const LARGEST_PAGE = 125;

async function list(
  ctx: Context,
  { user, current }: Owner,
  { operation, token }: { operation: string; token?: string },
): Promise<Schemas["ListUserSessionsResponse"]> {
  const ofTokens = (await liveTokenSessions(ctx, user)).map((session) => ({
    key: newestFirst(session),
    view: viewOfTokenSession(session, session.id === current),
  }));
  const ofBrowsers = (await liveBrowserSessions(ctx, user)).map((session) => ({
    key: newestFirst(session),
    view: viewOfBrowserSession(session),
  }));
  const all = { items: [...ofTokens, ...ofBrowsers], keyOf: ({ key }: { key: string }) => key, of: { sub: user.sub } };
  const page = pageOf(ctx.paging, all, { operation, token, limit: LARGEST_PAGE });
  return { Sessions: page.items.map(({ view }) => view), NextToken: page.nextToken };
}

/** The latest time that a date can be, in milliseconds. */
const LATEST = 8_640_000_000_000_000;

/** Assumption: the order, which AWS does not say. Keys are compared as texts. */
const newestFirst = ({ createdAt, id }: { readonly createdAt: number; readonly id: string }): string =>
  `${String(LATEST - createdAt).padStart(String(LATEST).length, "0")} ${id}`;

async function revoke(
  ctx: Context,
  { user }: Owner,
  { SessionId: id, RevokeAssociatedSessions }: Pick<Schemas["RevokeUserSessionRequest"], "SessionId" | "RevokeAssociatedSessions">,
): Promise<Record<string, never>> {
  await retryContended(() => endSession(ctx, user, { id, linked: RevokeAssociatedSessions === "LINKED" }));
  return {};
}
