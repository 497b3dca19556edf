import type { SignInOperations } from "#generated/routes/sign-in.ts";
import type { Context } from "../../context.ts";
import { adminInitiateAuth, adminRespondToAuthChallenge, initiateAuth, respondToAuthChallenge } from "./authenticate.ts";
import { getClientToken } from "./client-token.ts";
import { getDerivedToken } from "./derived-token.ts";
import { adminGetUserAuthFactors, getUserAuthFactors } from "./factors.ts";
import { getTokensFromRefreshToken } from "./refresh.ts";
import { adminUserGlobalSignOut, globalSignOut, revokeToken } from "./sign-out.ts";

export const signInOperations = {
  adminGetUserAuthFactors,
  adminInitiateAuth,
  adminRespondToAuthChallenge,
  adminUserGlobalSignOut,
  getClientToken,
  getDerivedToken,
  getTokensFromRefreshToken,
  getUserAuthFactors,
  globalSignOut,
  initiateAuth,
  respondToAuthChallenge,
  revokeToken,
} satisfies Partial<SignInOperations<Context>>;
