import type { Schemas } from "#generated/schemas.ts";
import { adminDoor, clientDoor } from "../../auth/door.ts";
import { type BeginInput, begin, type RespondInput, respond } from "../../auth/engine.ts";
import type { Operations } from "../../context.ts";
import { answerOf } from "./answer.ts";

// Four doors to one engine; an administrator's names the pool too.

export const initiateAuth: Operations["initiateAuth"] = async (input, ctx) =>
  answerOf(await begin(ctx, { door: clientDoor, userContext: input.UserContextData, ...opening(input) }));

export const adminInitiateAuth: Operations["adminInitiateAuth"] = async (input, ctx) =>
  answerOf(await begin(ctx, { door: adminDoor, poolId: input.UserPoolId, userContext: input.ContextData, ...opening(input) }));

export const respondToAuthChallenge: Operations["respondToAuthChallenge"] = async (input, ctx) =>
  answerOf(await respond(ctx, { door: clientDoor, userContext: input.UserContextData, ...answer(input) }));

export const adminRespondToAuthChallenge: Operations["adminRespondToAuthChallenge"] = async (input, ctx) =>
  answerOf(await respond(ctx, { door: adminDoor, poolId: input.UserPoolId, userContext: input.ContextData, ...answer(input) }));

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
