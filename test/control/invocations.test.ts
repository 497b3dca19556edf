import { expect, test } from "vitest";
import { openEvents } from "../support/events.ts";
import { useTestServer } from "../support/server.ts";
import { answering, functionArn, useLambda } from "../triggers/lambda.ts";
import { confirmedUser, PASSWORD, poolWith, signIn } from "../triggers/pool-with-triggers.ts";

const lambda = await useLambda();
const server = await useTestServer({ lambdaEndpoint: lambda.url });

const list = async (query = "") => {
  const response = await fetch(`${server.url}/_rockpool/invocations${query}`);
  return { status: response.status, body: (await response.json()) as object[] };
};

const refuse = (): never => {
  throw new Error("not on Sundays");
};

test("a call of a trigger is kept with event, answer, time and what came of it, and told to whoever watches", async () => {
  const pool = await poolWith(server, ["PreSignUp"]);
  lambda.define("PreSignUp", answering({ autoConfirmUser: true }));
  const stream = await openEvents(`${server.url}/_rockpool/invocations/events?username=bob`);
  await server.call("SignUp", { ClientId: pool.client, Username: "bob", Password: PASSWORD });
  const { body } = await list();
  expect(body).toEqual([
    {
      id: expect.any(Number),
      at: expect.stringMatching(/^\d{4}-.+Z$/),
      durationMs: expect.any(Number),
      trigger: "PreSignUp",
      function: functionArn("PreSignUp"),
      userPoolId: pool.pool,
      username: "bob",
      outcome: "returned",
      event: expect.objectContaining({ triggerSource: "PreSignUp_SignUp", userName: "bob" }),
      answer: expect.objectContaining({ response: expect.objectContaining({ autoConfirmUser: true }) }),
    },
  ]);
  expect(await stream.next()).toMatchObject({ event: "invocation", data: body[0] });
  expect(server.control.invocations()).toEqual(body);
  stream.close();
});

test("a function that throws or is nowhere is kept with its error; the list is narrowed down by trigger, pool and user", async () => {
  const pool = await poolWith(server, ["PreSignUp", "PreAuthentication"]);
  lambda.define("PreSignUp", refuse);
  await confirmedUser(server, pool).catch(() => undefined);
  await server.send("SignUp", { ClientId: pool.client, Username: "bob", Password: PASSWORD });
  expect((await list("?username=bob")).body).toMatchObject([{ trigger: "PreSignUp", outcome: "raised", error: "not on Sundays" }]);
  lambda.define("PreSignUp", answering());
  await confirmedUser(server, pool);
  await signIn(server, pool).catch(() => undefined);
  expect((await list("?trigger=PreAuthentication")).body).toMatchObject([{ outcome: "unreachable", error: "ResourceNotFoundException" }]);
  expect((await list("?userPoolId=us-east-1_Another")).body).toEqual([]);
  expect((await list("?operation=SignUp")).status).toBe(400);
});
