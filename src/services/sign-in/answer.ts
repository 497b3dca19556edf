import type { Schemas } from "#generated/schemas.ts";
import type { Outcome } from "../../auth/engine.ts";
import { newDevice } from "../../auth/factors/devices.ts";
import { issueTokens } from "../../auth/issue-tokens.ts";
import type { SignedIn } from "../../auth/signed-in.ts";
import type { Issued } from "../../tokens/grant.ts";

/** A step of a sign-in as InitiateAuth and RespondToAuthChallenge tell of it. Whoever has signed in gets tokens. */
export async function answerOf(outcome: Outcome): Promise<Schemas["InitiateAuthResponse"]> {
  if (outcome.kind === "renewed") return { ChallengeParameters: {}, AuthenticationResult: resultOf(outcome.issued) };
  if (outcome.kind === "signed-in") return { ChallengeParameters: {}, AuthenticationResult: await tokensFor(outcome.signedIn) };
  const { challenge, session, parameters, available } = outcome;
  return {
    ChallengeName: challenge,
    Session: session,
    ChallengeParameters: parameters,
    ...(available && { AvailableChallenges: [...available] }),
  };
}

async function tokensFor(signedIn: SignedIn): Promise<Schemas["AuthenticationResultType"]> {
  const { ctx, pool, client, user, occasion, clientMetadata, eventId } = signedIn;
  const unknown = signedIn.fromNewDevice ? await newDevice(ctx, pool) : undefined;
  const deviceKey = signedIn.deviceKey ?? unknown?.DeviceKey;
  const issued = await issueTokens(ctx, { pool, client, user, occasion, clientMetadata, eventId, deviceKey });
  return { ...resultOf(issued), ...(unknown && { NewDeviceMetadata: unknown }) };
}

export const resultOf = ({ accessToken, idToken, refreshToken, expiresIn }: Issued): Schemas["AuthenticationResultType"] => ({
  AccessToken: accessToken,
  ExpiresIn: expiresIn,
  TokenType: "Bearer",
  RefreshToken: refreshToken,
  IdToken: idToken,
});
