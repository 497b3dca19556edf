import { NotAuthorizedException, RefreshTokenReuseException, UserNotFoundException } from "#generated/errors.ts";
import { renew } from "../../auth/renew.ts";
import type { Client } from "../../records/clients.ts";
import { invalidGrant, unauthorizedClient } from "../errors.ts";
import type { Grant } from "./grant.ts";

const NO_TOKEN = [NotAuthorizedException, RefreshTokenReuseException, UserNotFoundException];

/** RFC 6749 section 6. What the tokens say stays as at the sign-in; with rotation there is a new refresh token too. */
export const refreshToken: Grant = async ({ ctx, pool, client, form }) => {
  if (!mayRefresh(client)) throw unauthorizedClient();
  try {
    return await renew({ ctx, pool, client }, { token: form["refresh_token"]! });
  } catch (error) {
    throw NO_TOKEN.some((type) => error instanceof type) ? invalidGrant() : error;
  }
};

/** The default flows and the legacy ones have it; a client that rotates cannot name it. */
const mayRefresh = ({ flows = [], rotation }: Client): boolean =>
  rotation !== undefined || flows.includes("ALLOW_REFRESH_TOKEN_AUTH") || flows.every((flow) => !flow.startsWith("ALLOW_"));
