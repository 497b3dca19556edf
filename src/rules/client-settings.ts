import { InvalidOAuthFlowException, InvalidParameterException } from "#generated/errors.ts";
import type { Client } from "../records/clients.ts";
import type { Pool } from "../records/pools.ts";

/** Scopes that every pool knows; others come from its resource servers. */
const SYSTEM_SCOPES: readonly string[] = ["phone", "email", "openid", "profile", "aws.cognito.signin.user.admin"];
/** Never written by a client: the verified flags follow from verification, sub never changes. */
const NEVER_WRITTEN = ["email_verified", "phone_number_verified", "sub"];
const LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"];

export const isSystemScope = (scope: string): boolean => SYSTEM_SCOPES.includes(scope);

/** What must hold of a client as a whole. @throws InvalidParameterException, InvalidOAuthFlowException */
export function checkClient(client: Client, pool: Pool): void {
  checkFlows(client);
  checkAttributes(client, pool);
  checkOAuth(client);
  if (client.propagateUserContext && client.secrets.length === 0)
    throw new InvalidParameterException("Client Secret is required to set EnablePropagateAdditionalUserContextData as true");
}

/** The flow of GetClientToken, which no user signs in by. */
export const CLIENT_TOKEN_FLOW = "ALLOW_CLIENT_TOKEN_AUTH";

function checkFlows({ flows = [], rotation, secrets }: Client): void {
  const allow = flows.filter((flow) => flow.startsWith("ALLOW_"));
  if (allow.length > 0 && allow.length < flows.length)
    throw new InvalidParameterException("Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.");
  // Assumption: the wording. That the two exclude each other is documented.
  if (rotation && flows.includes("ALLOW_REFRESH_TOKEN_AUTH"))
    throw new InvalidParameterException("ALLOW_REFRESH_TOKEN_AUTH cannot be used when refresh token rotation is enabled.");
  if (!flows.includes(CLIENT_TOKEN_FLOW)) return;
  // Assumption: the wordings. That it stands alone, and needs a secret, is documented (AWS, GetClientToken).
  if (flows.length > 1) throw new InvalidParameterException(`${CLIENT_TOKEN_FLOW} cannot be used with other auth flows.`);
  if (secrets.length === 0) throw new InvalidParameterException(`${CLIENT_TOKEN_FLOW} needs a client with a client secret.`);
}

/** Measured for creation; that an update says the same is an assumption. */
function checkAttributes({ readAttributes = [], writeAttributes }: Client, { schema }: Pool): void {
  const known = new Set(schema.map(({ name }) => name));
  if (readAttributes.some((name) => !known.has(name)))
    throw new InvalidParameterException("Invalid read attributes specified while creating a client");
  if (!writeAttributes) return;
  const required = schema.filter((attribute) => attribute.required && !NEVER_WRITTEN.includes(attribute.name));
  const wrong =
    writeAttributes.some((name) => !known.has(name) || NEVER_WRITTEN.includes(name)) ||
    required.some(({ name }) => !writeAttributes.includes(name));
  if (wrong) throw new InvalidParameterException("Invalid write attributes specified while creating a client");
}

function checkOAuth({ oauth, secrets }: Client): void {
  const machine = oauth.flows.includes("client_credentials");
  const browser = oauth.flows.includes("code") || oauth.flows.includes("implicit");
  if (oauth.enabled && (oauth.flows.length === 0 || oauth.scopes.length === 0))
    throw new InvalidParameterException(
      "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.",
    );
  if (machine && browser)
    throw new InvalidOAuthFlowException("client_credentials flow can not be selected along with code flow or implicit flow.");
  if (machine && secrets.length === 0)
    throw new InvalidOAuthFlowException("client_credentials flow can not be selected if client does not have a client secret.");
  // Nobody signs in by it, so that there is no user to tell of (AWS, "Scopes, M2M, and resource servers").
  const ofUser = machine ? oauth.scopes.find(isSystemScope) : undefined;
  if (ofUser) throw new InvalidOAuthFlowException(`${ofUser} is not supported with client_credentials flow`);
  if (browser && oauth.callbackUrls.length === 0)
    throw new InvalidParameterException("CallbackUrls can not be empty when code flow or implicit flow is selected");
  [...oauth.callbackUrls, ...oauth.logoutUrls].forEach(checkUrl);
  if (oauth.defaultRedirectUri !== undefined && !oauth.callbackUrls.includes(oauth.defaultRedirectUri))
    throw new InvalidParameterException(`The default redirect URI ${oauth.defaultRedirectUri} is not in the callback URIs list.`);
}

function checkUrl(url: string): void {
  if (url.includes("#")) throw new InvalidParameterException(`${url} cannot use fragment`);
  if (/^http:/i.test(url) && !(URL.canParse(url) && LOCAL_HOSTS.includes(new URL(url).hostname)))
    throw new InvalidParameterException(`${url} cannot use the HTTP protocol.`);
}

export interface AnalyticsRequest {
  readonly applicationArn?: string;
  readonly applicationId?: string;
  readonly roleArn?: string;
  readonly externalId?: string;
}

/** @throws InvalidParameterException */
export function checkAnalytics({ applicationArn, applicationId, roleArn, externalId }: AnalyticsRequest): void {
  const byId = [applicationId, roleArn, externalId];
  const complete = applicationArn ? !applicationId : byId.every((member) => member !== undefined);
  if (!complete)
    throw new InvalidParameterException(
      "Invalid analytics configuration given, either <application arn> or <application id, role arn, external id> are valid",
    );
}
