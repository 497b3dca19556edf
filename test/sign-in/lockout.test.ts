import { expect, test } from "vitest";
import { tries } from "#src/records/tries.ts";
import { useTestServer } from "../support/server.ts";

const server = await useTestServer();
const PASSWORD = "Str0ng-enough";

async function pool(settings: object = {}): Promise<{ pool: string; client: string }> {
  const { UserPool } = await server.call("CreateUserPool", { PoolName: "locked" });
  const { UserPoolClient } = await server.call("CreateUserPoolClient", {
    UserPoolId: UserPool.Id,
    ClientName: "app",
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    ...settings,
  });
  await server.call("AdminCreateUser", { UserPoolId: UserPool.Id, Username: "ada", MessageAction: "SUPPRESS" });
  await server.call("AdminSetUserPassword", { UserPoolId: UserPool.Id, Username: "ada", Password: PASSWORD, Permanent: true });
  return { pool: UserPool.Id, client: UserPoolClient.ClientId };
}

const signIn = async (client: string, name: string, password: string): Promise<string> => {
  const { body } = await server.send("InitiateAuth", {
    ClientId: client,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: name, PASSWORD: password },
  });
  return body.message ?? "signed in";
};
const WRONG = "Incorrect username or password.";

test("sixty wrong passwords at once: five are looked at, the others refused unseen", async () => {
  const { client } = await pool();
  const answers = await Promise.all(Array.from({ length: 60 }, (_, index) => signIn(client, "ada", `Wrong-passw0rd-${index}`)));
  expect(answers.filter((answer) => answer === WRONG)).toHaveLength(5);
  expect(answers.filter((answer) => answer === "Password attempts exceeded")).toHaveLength(55);
});

test("sixty right passwords at once, after four wrong ones: all sign in", async () => {
  const { client } = await pool();
  for (let index = 0; index < 4; index++) expect(await signIn(client, "ada", "Wrong-passw0rd")).toBe(WRONG);
  const answers = await Promise.all(Array.from({ length: 60 }, () => signIn(client, "ada", PASSWORD)));
  expect(new Set(answers)).toEqual(new Set(["signed in"]));
});

test("what was tried by unknown names is forgotten after a while", async () => {
  const { pool: id, client } = await pool({ PreventUserExistenceErrors: "ENABLED" });
  for (let index = 0; index < 12; index++) await signIn(client, `nobody-${index}`, PASSWORD);
  expect(await tries.count(server.services.store, id)).toBe(12);
  server.advance(7200);
  for (let index = 0; index < 3; index++) await signIn(client, `somebody-${index}`, PASSWORD);
  expect(await tries.count(server.services.store, id)).toBe(3);
});
