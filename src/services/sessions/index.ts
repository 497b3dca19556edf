import type { SessionsOperations } from "#generated/routes/sessions.ts";
import type { Context } from "../../context.ts";
import {
  getUserPoolClientSessionConfiguration,
  getUserPoolSessionConfiguration,
  setUserPoolClientSessionConfiguration,
  setUserPoolSessionConfiguration,
} from "./configuration.ts";
import { adminListUserSessions, adminRevokeUserSession, listUserSessions, revokeUserSession } from "./sessions.ts";

export const sessionOperations = {
  adminListUserSessions,
  adminRevokeUserSession,
  getUserPoolClientSessionConfiguration,
  getUserPoolSessionConfiguration,
  listUserSessions,
  revokeUserSession,
  setUserPoolClientSessionConfiguration,
  setUserPoolSessionConfiguration,
} satisfies SessionsOperations<Context>;
