import { attribute } from "../support/api-client.ts";
import type { TestServer } from "../support/server.ts";
import { functionArn } from "./lambda.ts";

export interface Pool {
  readonly pool: string;
  readonly client: string;
}

export const PASSWORD = "Str0ng-enough";
const KMS_KEY = "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-4000-8000-000000000000";

/** A pool each of whose named triggers has a function of that name. `settings` and `clientSettings` are merged into the requests. */
export async function poolWith(
  server: Pick<TestServer, "call">,
  triggers: readonly string[],
  settings: object = {},
  clientSettings: object = {},
): Promise<Pool> {
  const LambdaConfig = Object.fromEntries(
    triggers.map((name) =>
      name.endsWith("Sender") ? [name, { LambdaVersion: "V1_0", LambdaArn: functionArn(name) }] : [name, functionArn(name)],
    ),
  );
  const kms = triggers.some((name) => name.endsWith("Sender")) ? { KMSKeyID: KMS_KEY } : {};
  const { UserPool } = await server.call("CreateUserPool", {
    PoolName: "triggers",
    AutoVerifiedAttributes: ["email"],
    LambdaConfig: { ...LambdaConfig, ...kms },
    ...settings,
  });
  const { UserPoolClient } = await server.call("CreateUserPoolClient", {
    UserPoolId: UserPool.Id,
    ClientName: "app",
    ExplicitAuthFlows: [
      "ALLOW_USER_PASSWORD_AUTH",
      "ALLOW_ADMIN_USER_PASSWORD_AUTH",
      "ALLOW_USER_SRP_AUTH",
      "ALLOW_REFRESH_TOKEN_AUTH",
      "ALLOW_CUSTOM_AUTH",
    ],
    ...clientSettings,
  });
  return { pool: UserPool.Id, client: UserPoolClient.ClientId };
}

/** A confirmed user with this password and a verified address. No trigger but the pool's own PreSignUp is raised. */
export async function confirmedUser(server: Pick<TestServer, "call">, { pool }: Pool, username = "ada"): Promise<string> {
  const { User } = await server.call("AdminCreateUser", {
    UserPoolId: pool,
    Username: username,
    MessageAction: "SUPPRESS",
    UserAttributes: [
      { Name: "email", Value: `${username}@example.com` },
      { Name: "email_verified", Value: "true" },
    ],
  });
  await server.call("AdminSetUserPassword", { UserPoolId: pool, Username: username, Password: PASSWORD, Permanent: true });
  return attribute(User.Attributes, "sub");
}

export const signIn = (server: Pick<TestServer, "call">, { client }: Pool, username = "ada", more: object = {}) =>
  server.call("InitiateAuth", {
    ClientId: client,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: username, PASSWORD },
    ...more,
  });

/** A token's claims, unverified. */
export const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString()) as Record<string, unknown>;
