import { describe, expect, test } from "vitest";
import { hostedDoor } from "#src/auth/door.ts";
import { begin, respond } from "#src/auth/engine.ts";
import type { Context } from "#src/context.ts";
import { useTestServer } from "../support/server.ts";

const server = await useTestServer();
const PASSWORD = "Passw0rd!";

const context = (): Context => ({
  ...server.services,
  requestId: "00000000-0000-4000-8000-000000000000",
  caller: { region: "us-east-1", accountId: "123456789012", ipAddress: "127.0.0.1" },
});

/** A client with a secret that names no flow but the refresh of tokens, and ada. */
async function place(flows: string[] = ["ALLOW_REFRESH_TOKEN_AUTH"]) {
  const { UserPool } = await server.call("CreateUserPool", { PoolName: "pages", AutoVerifiedAttributes: ["email"] });
  const { UserPoolClient } = await server.call("CreateUserPoolClient", {
    UserPoolId: UserPool.Id,
    ClientName: "web",
    GenerateSecret: true,
    ExplicitAuthFlows: flows,
  });
  const ada = { UserPoolId: UserPool.Id, Username: "ada" };
  await server.call("AdminCreateUser", {
    ...ada,
    MessageAction: "SUPPRESS",
    UserAttributes: [
      { Name: "email", Value: "ada@example.com" },
      { Name: "email_verified", Value: "true" },
    ],
  });
  await server.call("AdminSetUserPassword", { ...ada, Password: PASSWORD, Permanent: true });
  return { clientId: UserPoolClient.ClientId, ada };
}

const withPassword = (clientId: string, PASSWORD: string) =>
  begin(context(), { door: hostedDoor, clientId, flow: "USER_PASSWORD_AUTH", parameters: { USERNAME: "ada", PASSWORD } });

describe("At the door of the pages", () => {
  test("name and password sign in without a secret hash, whatever flows the client names, and end in who it is", async () => {
    const { clientId } = await place();
    server.control.setClock({ frozen: true });
    const outcome = await withPassword(clientId, PASSWORD);
    expect(outcome).toMatchObject({
      kind: "signed-in",
      signedIn: {
        factors: ["PASSWORD"],
        user: { username: "ada" },
        client: { id: clientId },
        authTime: server.services.clock.now(),
        fromNewDevice: false,
      },
    });
    expect(JSON.stringify(Object.keys(outcome))).not.toContain("issued");
  });

  test("a wrong password is refused in Cognito's words", async () => {
    const { clientId } = await place();
    await expect(withPassword(clientId, "Wr0ng-Passw0rd")).rejects.toThrow("Incorrect username or password.");
  });

  test("the choice of a first factor needs ALLOW_USER_AUTH", async () => {
    const { clientId } = await place();
    const choosing = begin(context(), { door: hostedDoor, clientId, flow: "USER_AUTH", parameters: { USERNAME: "ada" } });
    await expect(choosing).rejects.toThrow("USER_AUTH is not enabled for the client.");
  });

  test("SRP is not for pages", async () => {
    const { clientId } = await place(["ALLOW_USER_SRP_AUTH"]);
    const proving = begin(context(), { door: hostedDoor, clientId, flow: "USER_SRP_AUTH", parameters: { USERNAME: "ada", SRP_A: "ab" } });
    await expect(proving).rejects.toThrow("Initiate Auth method not supported.");
  });

  test("a user who chooses the password is asked for it, and the factors are told once", async () => {
    const { clientId } = await place(["ALLOW_USER_AUTH"]);
    const asked = await begin(context(), {
      door: hostedDoor,
      clientId,
      flow: "USER_AUTH",
      parameters: { USERNAME: "ada", PREFERRED_CHALLENGE: "PASSWORD", PASSWORD },
    });
    expect(asked).toMatchObject({ kind: "signed-in", signedIn: { factors: ["PASSWORD"] } });
  });

  test("a new password is asked for where the present one is temporary", async () => {
    const { clientId, ada } = await place();
    await server.call("AdminSetUserPassword", { ...ada, Password: PASSWORD, Permanent: false });
    const asked = await withPassword(clientId, PASSWORD);
    if (asked.kind !== "asked") throw new Error(`ended in ${asked.kind}`);
    expect(asked).toMatchObject({ challenge: "NEW_PASSWORD_REQUIRED", parameters: { requiredAttributes: "[]" } });
    const ended = await respond(context(), {
      door: hostedDoor,
      clientId,
      challenge: asked.challenge,
      session: asked.session,
      responses: { USERNAME: "ada", NEW_PASSWORD: "An0ther-Passw0rd" },
    });
    expect(ended).toMatchObject({ kind: "signed-in", signedIn: { factors: ["PASSWORD"], occasion: "HostedAuth" } });
  });
});
