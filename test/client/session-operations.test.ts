import {
  AdminInitiateAuthCommand,
  AdminListUserSessionsCommand,
  AdminRevokeUserSessionCommand,
  CognitoIdentityProviderClient,
  GetUserPoolClientSessionConfigurationCommand,
  GetUserPoolSessionConfigurationCommand,
  ListUserSessionsCommand,
  ResourceNotFoundException,
  RevokeTokenCommand,
  RevokeUserSessionCommand,
  SetUserPoolClientSessionConfigurationCommand,
  SetUserPoolSessionConfigurationCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { describe, expect, test } from "vitest";
import { packageFile } from "#src/runtime/package-file.ts";
import { useTestServer } from "../support/server.ts";
import { awsEnvironment, findTool, PYTHON, runTool } from "../support/tools.ts";

const boto3 = findTool("boto3 for Python", PYTHON, ["-c", "import boto3"]);
const server = await useTestServer();

describe.skipIf(boto3.missing)(boto3.suite("boto3 with sessions of users"), () => {
  test("configures sessions, lists them and ends them", async () => {
    const output = await runTool(PYTHON, [packageFile("test/client/session_operations.py")], awsEnvironment(server.url));
    expect(JSON.parse(output)).toEqual({
      tracking: ["ENABLED", { MaxPerUser: 5 }],
      browsers: { MaxValidityMinutes: 90 },
      sessions: [true, false, false],
      left: true,
    });
  });
});

describe("the AWS SDK for JavaScript with sessions of users", () => {
  test("configures sessions, lists them and ends them", async () => {
    const sdk = new CognitoIdentityProviderClient({
      ...{ endpoint: server.url, region: "us-east-1", credentials: { accessKeyId: "any", secretAccessKey: "any" } },
    });
    const UserPoolId = (await server.call("CreateUserPool", { PoolName: "newest" })).UserPool.Id;
    const flows = { ExplicitAuthFlows: ["ALLOW_ADMIN_USER_PASSWORD_AUTH"] };
    const { ClientId } = (await server.call("CreateUserPoolClient", { UserPoolId, ClientName: "web", ...flows })).UserPoolClient;
    await server.call("AdminCreateUser", { UserPoolId, Username: "ada", MessageAction: "SUPPRESS" });
    await server.call("AdminSetUserPassword", { UserPoolId, Username: "ada", Password: "Passw0rd!", Permanent: true });
    const tracking = { UserPoolId, UserSessionTracking: "ENABLED", TokenSession: { MaxPerUser: 4 } } as const;
    expect(await sdk.send(new SetUserPoolSessionConfigurationCommand(tracking))).toMatchObject(tracking);
    expect(await sdk.send(new GetUserPoolSessionConfigurationCommand({ UserPoolId }))).toMatchObject(tracking);
    const ofClient = { UserPoolId, ClientId, SSOSession: { MaxValidityMinutes: 30 } };
    expect(await sdk.send(new SetUserPoolClientSessionConfigurationCommand(ofClient))).toMatchObject(ofClient);
    expect(await sdk.send(new GetUserPoolClientSessionConfigurationCommand({ UserPoolId, ClientId }))).toMatchObject(ofClient);
    const signIn = async () => {
      const AuthParameters = { USERNAME: "ada", PASSWORD: "Passw0rd!" };
      const input = { UserPoolId, ClientId, AuthFlow: "ADMIN_USER_PASSWORD_AUTH", AuthParameters } as const;
      return (await sdk.send(new AdminInitiateAuthCommand(input))).AuthenticationResult!;
    };
    const [first, , , { AccessToken }] = [await signIn(), await signIn(), await signIn(), await signIn()];
    const { Sessions = [] } = await sdk.send(new ListUserSessionsCommand({ AccessToken }));
    expect(Sessions.map(({ IsCurrentSession }) => IsCurrentSession)).toEqual([true, false, false, false]);
    expect(Sessions[0]).toMatchObject({ SessionType: "TOKEN", ClientId, CreateDate: expect.any(Date) as Date });
    await sdk.send(new RevokeUserSessionCommand({ AccessToken, SessionId: Sessions[1]!.SessionId }));
    const Username = "ada";
    const SessionId = Sessions[2]!.SessionId;
    await sdk.send(new AdminRevokeUserSessionCommand({ UserPoolId, Username, SessionId, RevokeAssociatedSessions: "NONE" }));
    await expect(sdk.send(new AdminRevokeUserSessionCommand({ UserPoolId, Username, SessionId }))).rejects.toThrow(
      ResourceNotFoundException,
    );
    await sdk.send(new RevokeTokenCommand({ ClientId, Token: first.RefreshToken, RevokeAssociatedSessions: "LINKED" }));
    const left = await sdk.send(new AdminListUserSessionsCommand({ UserPoolId, Username }));
    expect(left.Sessions).toMatchObject([{ SessionId: Sessions[0]!.SessionId }]);
    sdk.destroy();
  });
});
