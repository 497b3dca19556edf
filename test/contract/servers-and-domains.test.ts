import { expect, test } from "vitest";
import { SIGNATURE, useTestServer } from "../support/server.ts";

const server = await useTestServer();

test("CreateResourceServer, for the 301st server of a pool, is refused until one is deleted", async () => {
  const UserPoolId = (await server.call("CreateUserPool", { PoolName: "p" })).UserPool.Id;
  const create = (index: number) => server.send("CreateResourceServer", { UserPoolId, Identifier: `server-${index}`, Name: "s" });
  for (let start = 0; start < 300; start += 50) await Promise.all(Array.from({ length: 50 }, (_, index) => create(start + index)));
  expect((await create(300)).body).toEqual({
    __type: "LimitExceededException",
    message: "A user pool cannot have more than 300 resource servers.",
  });
  await server.call("DeleteResourceServer", { UserPoolId, Identifier: "server-7" });
  expect((await create(300)).status).toBe(200);
});

test("CreateResourceServer, of one identifier several times at once, makes one", async () => {
  const UserPoolId = (await server.call("CreateUserPool", { PoolName: "p" })).UserPool.Id;
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => server.send("CreateResourceServer", { UserPoolId, Identifier: "orders", Name: "s" })),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ body }) => body.message === `orders already exists in user pool ${UserPoolId}.`)).toHaveLength(4);
});

test.each([
  ["different prefixes", ["a-shop", "b-shop", "c-shop"]],
  ["the same prefix", ["shop", "shop", "shop"]],
])("CreateUserPoolDomain, of %s for one pool at once, makes one", async (_, names) => {
  const UserPoolId = (await server.call("CreateUserPool", { PoolName: "p" })).UserPool.Id;
  const answers = await Promise.all(names.map((Domain) => server.send("CreateUserPoolDomain", { UserPoolId, Domain })));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ body }) => body.message === "User pool already has a domain configured.")).toHaveLength(2);
});

test("CreateUserPoolDomain, of one prefix for several pools at once, gives it to one", async () => {
  const pools = await Promise.all(["p", "q", "r"].map(async (PoolName) => (await server.call("CreateUserPool", { PoolName })).UserPool.Id));
  const answers = await Promise.all(pools.map((UserPoolId) => server.send("CreateUserPoolDomain", { UserPoolId, Domain: "shop" })));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ body }) => body.message === "Domain already associated with another user pool.")).toHaveLength(2);
});

test.each([
  ["us-east-1", "aws-cognito-prod-iad-assets"],
  ["eu-west-1", "aws-cognito-prod-dub-assets"],
])("DescribeUserPoolDomain, of a pool in %s, names the bucket of that region", async (region, S3Bucket) => {
  const there = { authorization: SIGNATURE.replace("/us-east-1/", `/${region}/`) };
  const { body } = await server.send("CreateUserPool", { PoolName: "p" }, there);
  await server.send("CreateUserPoolDomain", { UserPoolId: body.UserPool.Id as string, Domain: "shop" }, there);
  const described = await server.send("DescribeUserPoolDomain", { Domain: "shop" }, there);
  expect(described.body.DomainDescription).toMatchObject({ S3Bucket });
});
