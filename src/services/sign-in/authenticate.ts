import type { Operations } from "../../context.ts";
import { begin, respond } from "../../auth/engine.ts";

// Four doors to one engine.

export const initiateAuth: Operations["initiateAuth"] = (input, ctx) =>
  begin(ctx, {
    door: "client",
    clientId: input.ClientId,
    flow: input.AuthFlow,
    parameters: input.AuthParameters ?? {},
    session: input.Session,
    clientMetadata: input.ClientMetadata,
  });

export const adminInitiateAuth: Operations["adminInitiateAuth"] = (input, ctx) =>
  begin(ctx, {
    door: "admin",
    poolId: input.UserPoolId,
    clientId: input.ClientId,
    flow: input.AuthFlow,
    parameters: input.AuthParameters ?? {},
    session: input.Session,
    clientMetadata: input.ClientMetadata,
  });

export const respondToAuthChallenge: Operations["respondToAuthChallenge"] = (input, ctx) =>
  respond(ctx, {
    door: "client",
    clientId: input.ClientId,
    challenge: input.ChallengeName,
    responses: input.ChallengeResponses ?? {},
    session: input.Session,
    clientMetadata: input.ClientMetadata,
  });

export const adminRespondToAuthChallenge: Operations["adminRespondToAuthChallenge"] = (input, ctx) =>
  respond(ctx, {
    door: "admin",
    poolId: input.UserPoolId,
    clientId: input.ClientId,
    challenge: input.ChallengeName,
    responses: input.ChallengeResponses ?? {},
    session: input.Session,
    clientMetadata: input.ClientMetadata,
  });
