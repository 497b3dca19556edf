import { type Answer, jsonAnswer, redirect, withParameters } from "../web/answer.ts";
import { pageAnswer } from "../web/document.ts";

/** A request that goes no further: what its sender gets for it. */
export class Refusal extends Error {
  /** `says`: what a page tells its user, who sees it in the pool's own look. */
  constructor(
    readonly answer: Answer,
    readonly says?: string,
  ) {
    super("The request is refused.");
  }
}

/** Said where the user is, for there is nowhere else to go. */
export const onThisPage = (status: 401 | 403, says: string): Refusal =>
  new Refusal(pageAnswer({ status, title: "Error", lines: [says] }), says);

/** Where nothing is known yet of where the user came from: the page that shows the error (measured on AWS). */
export const onErrorPage = (error: string, clientId?: string): Refusal =>
  new Refusal(redirect(withParameters("/error", { error, client_id: clientId })));

/** Where to, and what the client wants back with it. */
export interface Callback {
  readonly redirectUri: string;
  readonly state?: string;
}

/** The registered address of the client learns of it. The members in the order in which AWS sends them. */
export const onCallback = ({ redirectUri, state }: Callback, error: string, description?: string): Refusal =>
  new Refusal(redirect(withParameters(redirectUri, { error_description: description, state, error })));

/** What /oauth2/token and /oauth2/revoke say in JSON. */
export const clientError = (error: string, description?: string, status = 400): Refusal =>
  new Refusal(jsonAnswer(status, { error, ...(description !== undefined && { error_description: description }) }));

export const invalidRequest = (description?: string) => clientError("invalid_request", description);
export const invalidGrant = () => clientError("invalid_grant");
export const unauthorizedClient = (description?: string) => clientError("unauthorized_client", description);
