import { InvalidParameterException } from "#generated/errors.ts";
import { invalidRefreshToken } from "../../tokens/refresh.ts";
import type { Flow } from "../attempt.ts";
import { renew } from "../renew.ts";

// Assumption: worded as for the other flows; the text for this one is not recorded.
const notAllowed = () => "REFRESH_TOKEN_AUTH is not enabled for the client.";

/** New access and ID tokens of the same sign-in: origin_jti and auth_time stay. */
export const refresh: Flow = {
  names: ["REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"],
  doors: ["client", "admin"],
  allowedBy: ["ALLOW_REFRESH_TOKEN_AUTH"],
  allowedByDefault: true,
  notAllowed,
  required: ["REFRESH_TOKEN"],
  hashedNames: async ({ ctx, pool, parameters: { REFRESH_TOKEN: token } }) => {
    if (!token) return [];
    const claims = await ctx.tokens.findRefresh(pool.id, token);
    if (!claims) throw invalidRefreshToken();
    return [claims.username, claims.sub];
  },
  begin: async (opening) => {
    // Also where the client names no flows, and the default ones would include this one (AWS, RefreshTokenRotationType).
    if (opening.client.rotation) throw new InvalidParameterException(notAllowed());
    const { REFRESH_TOKEN: token = "", DEVICE_KEY: deviceKey } = opening.parameters;
    return { kind: "renewed", issued: await renew({ ...opening, clientMetadata: undefined }, { token, deviceKey }) };
  },
};
