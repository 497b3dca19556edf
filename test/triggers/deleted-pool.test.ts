import { expect, test } from "vitest";
import { useTestServer } from "../support/server.ts";
import { answering, useLambda } from "./lambda.ts";
import { confirmedUser, PASSWORD, type Pool, poolWith } from "./pool-with-triggers.ts";

const lambda = await useLambda();
const server = await useTestServer({ lambdaEndpoint: lambda.url });

const signUp = ({ client }: Pool, Username = "bob") => server.send("SignUp", { ClientId: client, Username, Password: PASSWORD });
const create = ({ pool }: Pool) => server.send("AdminCreateUser", { UserPoolId: pool, Username: "eve", MessageAction: "SUPPRESS" });
const signIn = ({ client }: Pool) =>
  server.send("InitiateAuth", {
    ClientId: client,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: "ada", PASSWORD },
  });

// A function is called between reading the pool and writing to it: what it does happens while the operation is under way.
test.each([
  ["SignUp", "PreSignUp", signUp, "ResourceNotFoundException"],
  ["AdminCreateUser", "PreSignUp", create, "ResourceNotFoundException"],
  ["InitiateAuth", "PreAuthentication", signIn, "UserNotFoundException"],
  ["InitiateAuth", "PostAuthentication", signIn, "UserNotFoundException"],
] as const)(
  "%s, whose pool is deleted while %s runs, is refused, and nothing of the pool comes back",
  async (_operation, trigger, act, error) => {
    const pool = await poolWith(server, [trigger]);
    lambda.define(trigger, answering());
    await confirmedUser(server, pool);
    lambda.define(trigger, async (event) => {
      await server.call("DeleteUserPool", { UserPoolId: pool.pool });
      return event;
    });
    const { status, body } = await act(pool);
    expect([status, body.__type]).toEqual([400, error]);
    expect(await server.services.store.partitions()).toEqual([]);
  },
);

test("DeleteUserPool, three times at once, succeeds once", async () => {
  const { pool } = await poolWith(server, []);
  const answers = await Promise.all([1, 2, 3].map(() => server.send("DeleteUserPool", { UserPoolId: pool })));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
});

test("DeleteUserPool, of a pool whose protection is switched on meanwhile, is whole: either the pool is gone or it is protected", async () => {
  for (let round = 0; round < 10; round++) {
    const { pool } = await poolWith(server, []);
    const [deletion, protection] = await Promise.all([
      server.send("DeleteUserPool", { UserPoolId: pool }),
      server.send("UpdateUserPool", { UserPoolId: pool, DeletionProtection: "ACTIVE" }),
    ]);
    expect([deletion.status, protection.status].sort()).toEqual([200, 400]);
  }
});
