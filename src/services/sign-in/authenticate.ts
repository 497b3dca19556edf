import type { Schemas } from "#generated/schemas.ts";
import { type BeginInput, begin, type RespondInput, respond } from "../../auth/engine.ts";
import type { Operations } from "../../context.ts";

// Four doors to one engine; an administrator's names the pool too.

export const initiateAuth: Operations["initiateAuth"] = (input, ctx) =>
  begin(ctx, { door: "client", userContext: input.UserContextData, ...opening(input) });

export const adminInitiateAuth: Operations["adminInitiateAuth"] = (input, ctx) =>
  begin(ctx, { door: "admin", poolId: input.UserPoolId, userContext: input.ContextData, ...opening(input) });

export const respondToAuthChallenge: Operations["respondToAuthChallenge"] = (input, ctx) =>
  respond(ctx, { door: "client", userContext: input.UserContextData, ...answer(input) });

export const adminRespondToAuthChallenge: Operations["adminRespondToAuthChallenge"] = (input, ctx) =>
  respond(ctx, { door: "admin", poolId: input.UserPoolId, userContext: input.ContextData, ...answer(input) });

const opening = (input: Schemas["InitiateAuthRequest"]): Omit<BeginInput, "door"> => ({
  clientId: input.ClientId,
  flow: input.AuthFlow,
  parameters: input.AuthParameters ?? {},
  session: input.Session,
  clientMetadata: input.ClientMetadata,
});

const answer = (input: Schemas["RespondToAuthChallengeRequest"]): Omit<RespondInput, "door"> => ({
  clientId: input.ClientId,
  challenge: input.ChallengeName,
  responses: input.ChallengeResponses ?? {},
  session: input.Session,
  clientMetadata: input.ClientMetadata,
});
