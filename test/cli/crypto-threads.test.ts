import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  InitiateAuthCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { expect, test } from "vitest";
import { startServer } from "./rockpool.ts";

const Password = "Threads-Passw0rd";

/** Worker threads start from a file that the bundle has to bring along, so only the bundle shows whether it does. */
test("--crypto-threads 2, a password set and used to sign in, is worked on in threads of the bundle", async () => {
  const server = await startServer("--data", ":memory:", "--crypto-threads", "2");
  const sdk = new CognitoIdentityProviderClient({
    endpoint: server.url,
    region: "us-east-1",
    credentials: { accessKeyId: "id", secretAccessKey: "secret" },
  });
  const { UserPool } = await sdk.send(new CreateUserPoolCommand({ PoolName: "threads" }));
  const pool = { UserPoolId: UserPool!.Id };
  const { UserPoolClient } = await sdk.send(
    new CreateUserPoolClientCommand({ ...pool, ClientName: "threads", ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"] }),
  );
  await sdk.send(new AdminCreateUserCommand({ ...pool, Username: "ada", MessageAction: "SUPPRESS" }));
  await sdk.send(new AdminSetUserPasswordCommand({ ...pool, Username: "ada", Password, Permanent: true }));
  const signIn = (password: string) =>
    sdk.send(
      new InitiateAuthCommand({
        ClientId: UserPoolClient!.ClientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: "ada", PASSWORD: password },
      }),
    );
  await expect(signIn("Wrong-Passw0rd")).rejects.toThrow("Incorrect username or password.");
  expect((await signIn(Password)).AuthenticationResult?.AccessToken).toMatch(/^eyJ/);
  await server.kill("SIGTERM");
});
