import { expect, test } from "vitest";
import { startTestServer, useTestServer } from "../support/server.ts";

const limited = await useTestServer({ requestLimits: true });

const LimitDefinition = { LimitClass: "API_CATEGORY", Attributes: { Category: "UserPoolRead" } };

/** How many of this many calls at one moment are answered with success, and the last refusal. */
async function burst({ send }: Pick<typeof limited, "send">, count: number) {
  const answers = await Promise.all(Array.from({ length: count }, () => send("ListUserPools", { MaxResults: 1 })));
  return { passed: answers.filter(({ status }) => status === 200).length, refusal: answers.find(({ status }) => status !== 200) };
}

const freeze = () => limited.services.clock.set({ frozen: true });

test("a server that enforces limits, asked for more in a second than the category's free limit, refuses the rest", async () => {
  freeze();
  const { passed, refusal } = await burst(limited, 20);
  expect(passed).toBe(15);
  expect(refusal).toMatchObject({ status: 400, body: { __type: "TooManyRequestsException", message: "Rate exceeded" } });
  // Another category is not affected.
  expect((await limited.send("CreateUserPool", { PoolName: "p" })).status).toBe(200);
  limited.advance(1);
  expect((await burst(limited, 20)).passed).toBe(15);
});

test("UpdateProvisionedLimit, on a server that enforces limits, lets more calls through at once", async () => {
  freeze();
  // Whatever the test before has left of this second.
  limited.advance(1);
  await limited.call("UpdateProvisionedLimit", { LimitDefinition, RequestedLimitValue: 25 });
  limited.advance(1);
  expect((await burst(limited, 30)).passed).toBe(25);
});

test("an operation that declares no exception for it is throttled by the framework", async () => {
  freeze();
  limited.advance(1);
  const UserPoolId = (await limited.call("CreateUserPool", { PoolName: "p" })).UserPool.Id;
  limited.advance(1);
  const answers = await Promise.all(Array.from({ length: 21 }, () => limited.send("GetSigningCertificate", { UserPoolId })));
  expect(answers.filter(({ status }) => status !== 200).map(({ body }) => body.__type)).toEqual(["ThrottlingException"]);
});

test("an input that breaks its contract is told so, limit or no limit, and takes nothing of it", async () => {
  freeze();
  limited.advance(10);
  const malformed = await Promise.all(Array.from({ length: 20 }, () => limited.send("ListUserPools", { MaxResults: 0 })));
  expect(new Set(malformed.map(({ body }) => body.__type))).toEqual(new Set(["InvalidParameterException"]));
  expect((await burst(limited, 20)).passed).toBe(15);
});

test("a server that was not told to enforce limits answers every call", async () => {
  const server = await startTestServer();
  server.services.clock.set({ frozen: true });
  expect((await burst(server, 40)).passed).toBe(40);
  await server.close();
});
