import { onThisPage } from "../errors.ts";
import type { AuthorizeRequest, Step } from "./request.ts";

/** A client whose providers were never set has none, the pool itself included (AWS, CreateUserPoolClient). */
export const mayUse = ({ client, provider }: Pick<AuthorizeRequest, "client" | "provider">): boolean => {
  const { identityProviders = [] } = client.oauth;
  return provider === undefined ? identityProviders.length > 0 : identityProviders.includes(provider);
};

/** Measured: the page of the sign-in says it, with 401. */
export const availableProvider: Step = (request) => {
  if (mayUse(request)) return undefined;
  const { call, client } = request;
  call.ctx.log.warn(
    { clientId: client.id, supportedIdentityProviders: client.oauth.identityProviders ?? [] },
    "a sign-in is refused: UpdateUserPoolClient gives a client its SupportedIdentityProviders, such as COGNITO",
  );
  throw onThisPage(401, "Login option is not available. Please try another one");
};
