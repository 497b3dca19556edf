import { totpCode, totpStep } from "#src/crypto/totp.ts";
import type { TestServer } from "./server.ts";

export const PASSWORD = "Corr3ct-Horse";
const SMS = { SnsCallerArn: "arn:aws:iam::123456789012:role/sms", ExternalId: "x" };
const MAIL = { EmailSendingAccount: "DEVELOPER", SourceArn: "arn:aws:ses:us-east-1:123456789012:identity/shop@example.com" };

export type Factor = "sms" | "totp" | "email";

export interface MfaPool {
  readonly poolId: string;
  readonly clientId: string;
}

/** A pool with these second factors and a client that may sign in by password. */
export async function mfaPool(server: TestServer, mode: "ON" | "OPTIONAL", factors: readonly Factor[]): Promise<MfaPool> {
  const poolId: string = (await server.call("CreateUserPool", { PoolName: "shop", SmsConfiguration: SMS, EmailConfiguration: MAIL }))
    .UserPool.Id;
  await server.call("SetUserPoolMfaConfig", {
    UserPoolId: poolId,
    MfaConfiguration: mode,
    ...(factors.includes("sms") && { SmsMfaConfiguration: { SmsConfiguration: SMS } }),
    ...(factors.includes("totp") && { SoftwareTokenMfaConfiguration: { Enabled: true } }),
    ...(factors.includes("email") && { EmailMfaConfiguration: { Message: "Code: {####}", Subject: "Signing in" } }),
  });
  const { UserPoolClient } = await server.call("CreateUserPoolClient", {
    UserPoolId: poolId,
    ClientName: "web",
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  });
  return { poolId, clientId: UserPoolClient.ClientId };
}

/** A user with a password of their own and these attributes. */
export async function mfaUser(
  server: TestServer,
  { poolId }: MfaPool,
  attributes: Readonly<Record<string, string>> = {},
  name = "ada",
): Promise<void> {
  const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
  await server.call("AdminCreateUser", { UserPoolId: poolId, Username: name, MessageAction: "SUPPRESS", UserAttributes });
  await server.call("AdminSetUserPassword", { UserPoolId: poolId, Username: name, Password: PASSWORD, Permanent: true });
}

/** What the user's app shows at the server's time, or `steps` half minutes later. */
export const appCode = (server: TestServer, secret: string, steps = 0): string =>
  totpCode(secret, totpStep(server.services.clock.now()) + steps);

/** Some other code of six digits. */
export const wrongCode = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, "0");
