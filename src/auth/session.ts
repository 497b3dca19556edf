import { NotAuthorizedException } from "#generated/errors.ts";
import type { Context } from "../context.ts";
import { sealBytes, unsealBytes } from "../crypto/seal.ts";
import { sequentialUuid } from "../lib/ids.ts";
import { type Client, clients } from "../records/clients.ts";
import { keepLongSession, longSessions } from "../records/long-sessions.ts";
import { type SpentSession, spentSessions } from "../records/spent-sessions.ts";
import { isExpiredAt, removalsOf } from "../records/sweep.ts";
import { StaleWrite, type Stored } from "../storage/driver.ts";
import type { ChallengeName, Progress } from "./attempt.ts";

/** Sessions of a sign-up, which a sign-in can follow on. */
export type SignUpStage = "SIGN_UP" | "CONFIRM_SIGN_UP";

/** What a Session string holds. */
export interface Session {
  readonly id: string;
  readonly expiresAt: number;
  readonly challenge: ChallengeName | SignUpStage;
  readonly progress: Progress;
  readonly data?: unknown;
}

/** Real ones begin with these letters, being messages of the AWS Encryption SDK; clients take them as opaque. */
const PREFIX = "AYAB";

/** Sealed under a key of the pool and bound to the client, whose id stands before it. Lives AuthSessionValidity minutes. */
export async function sealSession(ctx: Context, client: Client, content: Omit<Session, "id" | "expiresAt">): Promise<string> {
  const session: Session = { id: sequentialUuid(), expiresAt: ctx.clock.now() + client.sessionMinutes * 60_000, ...content };
  const sealed = sealBytes(await ctx.tokens.sessionKey(client.poolId), await heldText(ctx, client.poolId, session), client.id);
  const name = Buffer.from(client.id);
  return sessionOfBytes(Buffer.concat([Buffer.of(name.length), name, sealed]));
}

/** A Session string's bytes, in which it can be carried in another coding, and back. */
export const sessionBytes = (text: string): Buffer =>
  text.startsWith(PREFIX) ? Buffer.from(text.slice(PREFIX.length), "base64url") : Buffer.alloc(0);
export const sessionOfBytes = (bytes: Buffer): string => PREFIX + bytes.toString("base64url");

/** The client that a session names, which proves nothing yet, and its sealed part. */
function partsOf(text: string): { clientId: string; sealed: Buffer } {
  const bytes = sessionBytes(text);
  const end = 1 + (bytes[0] ?? 0);
  return { clientId: bytes.subarray(1, end).toString(), sealed: bytes.subarray(end) };
}

/** A session of an operation that names no client. @throws NotAuthorizedException as openSession */
export async function openSessionAlone(ctx: Context, text: string): Promise<{ client: Client & Stored; session: Session }> {
  const client = await clients.findBy(ctx.store, "clientId", partsOf(text).clientId);
  if (!client) throw invalidSession();
  return { client, session: await openSession(ctx, client, text) };
}

/** @throws NotAuthorizedException for what is garbage, another client's, expired or was used before */
export async function openSession({ store, tokens, clock }: Context, client: Client, text: string): Promise<Session> {
  const content = unsealBytes(await tokens.sessionKey(client.poolId), partsOf(text).sealed, client.id);
  if (content === undefined) throw invalidSession();
  const session = await sessionOf({ store }, client.poolId, JSON.parse(content) as Session | Kept);
  if (!session || session.expiresAt <= clock.now()) throw new NotAuthorizedException("Invalid session for the user, session is expired.");
  if (await spentSessions.find(store, client.poolId, session.id)) throw spent();
  return session;
}

/** A session that is too long for its string: the store has it under its id. */
type Kept = Pick<Session, "id"> & { readonly kept: true };

/** Bytes; sealed and encoded they stay below the 2,048 characters that a request may carry. */
const LONGEST = 1300;

/** What is sealed: the session itself, or where it is. Only a custom sign-in gets that long, by what its functions have to say. */
async function heldText({ store, clock }: Context, poolId: string, session: Session): Promise<string> {
  const content = JSON.stringify(session);
  if (Buffer.byteLength(content) <= LONGEST) return content;
  await keepLongSession(store, { poolId, id: session.id, content, expiresAt: session.expiresAt }, clock.now());
  return JSON.stringify({ id: session.id, kept: true } satisfies Kept);
}

async function sessionOf({ store }: Pick<Context, "store">, poolId: string, held: Session | Kept): Promise<Session | undefined> {
  if (!("kept" in held)) return held;
  const kept = await longSessions.find(store, poolId, held.id);
  return kept && (JSON.parse(kept.content) as Session);
}

/** Marks a session as used; of two calls that do so at the same time, one is refused. @throws NotAuthorizedException */
export async function spendSession({ store, clock }: Context, poolId: string, { id, expiresAt }: Session): Promise<void> {
  const over = await removalsOf(store, spentSessions, { partition: poolId }, isExpiredAt(clock.now()));
  const mark: SpentSession = { poolId, id, expiresAt };
  try {
    await store.commit([spentSessions.put(mark), ...over]);
  } catch (error) {
    if (!(error instanceof StaleWrite)) throw error;
    if (error.key.id === id) throw spent();
    await store.commit([spentSessions.put(mark)]);
  }
}

export const invalidSession = () => new NotAuthorizedException("Invalid session for the user.");
export const spent = () => new NotAuthorizedException("Invalid session for the user, session can only be used once.");
