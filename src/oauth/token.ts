import { CognitoError } from "#generated/errors.ts";
import { type Answer, jsonAnswer } from "../web/answer.ts";
import type { Endpoint } from "./call.ts";
import { oauthChecks } from "./checks.ts";
import { authenticateClient } from "./client-authentication.ts";
import { clientError, invalidRequest } from "./errors.ts";
import { authorizationCode } from "./grants/authorization-code.ts";
import { clientCredentials } from "./grants/client-credentials.ts";
import type { Grant, Granted } from "./grants/grant.ts";
import { refreshToken } from "./grants/refresh-token.ts";
import { TOKEN_EXCHANGE, tokenExchange } from "./grants/token-exchange.ts";

/** By `grant_type`. */
const GRANTS: ReadonlyMap<string, Grant> = new Map([
  ["authorization_code", authorizationCode],
  ["refresh_token", refreshToken],
  ["client_credentials", clientCredentials],
  [TOKEN_EXCHANGE, tokenExchange],
]);

/** `POST /oauth2/token` */
export const token: Endpoint = async (call) => {
  const { ctx, form } = call;
  const type = form?.values["grant_type"];
  if (!form || !type) throw invalidRequest();
  const grant = GRANTS.get(type);
  if (!grant) throw clientError("unsupported_grant_type");
  const mistakes = (await oauthChecks()).get("token")!.formMistakes(form);
  if (mistakes.length > 0) throw invalidRequest();
  const proven = await authenticateClient(call);
  try {
    return granted(await grant({ ...proven, ctx, form: form.values }));
  } catch (error) {
    throw error instanceof CognitoError ? clientError(inner(error, ctx.requestId)) : error;
  }
};

/** The members in the order of the wire (recorded from AWS). */
const granted = ({ idToken, accessToken, refreshToken, expiresIn, exchanged }: Granted): Answer =>
  jsonAnswer(200, {
    id_token: idToken,
    access_token: accessToken,
    refresh_token: refreshToken,
    expires_in: expiresIn,
    token_type: exchanged?.tokenType ?? "Bearer",
    issued_token_type: exchanged?.issuedTokenType,
    scope: exchanged?.scope || undefined,
  });

/** What a trigger's failing looks like from outside (recorded from AWS). */
const inner = ({ message, code }: CognitoError, requestId: string): string =>
  `${message} (Service: AWSCognitoIdentityProviderInternalService; Status Code: 400; Error Code: ${code}; Request ID: ${requestId}; Proxy: null)`;
