import { expect, test } from "vitest";
import { SIGNATURE, useTestServer } from "../support/server.ts";

const server = await useTestServer();
const { call, send } = server;

const inRegion = (region: string) => ({ authorization: SIGNATURE.replace("/us-east-1/", `/${region}/`) });
const newPool = async (region: string, PoolName: string) =>
  (await send("CreateUserPool", { PoolName }, inRegion(region))).body.UserPool as { Id: string; Arn: string };
const listed = async (region: string) =>
  (await send("ListUserPools", { MaxResults: 60 }, inRegion(region))).body.UserPools.map(({ Name }: { Name: string }) => Name);

test("ListUserPools lists the pools of the region that it is signed for, page by page", async () => {
  await newPool("us-east-1", "here");
  for (const name of ["there", "there too"]) await newPool("eu-west-1", name);
  expect(await listed("us-east-1")).toEqual(["here"]);
  expect((await listed("eu-west-1")).sort()).toEqual(["there", "there too"]);
  expect(await listed("ap-south-1")).toEqual([]);
  const first = (await send("ListUserPools", { MaxResults: 1 }, inRegion("eu-west-1"))).body;
  const second = (await send("ListUserPools", { MaxResults: 1, NextToken: first.NextToken }, inRegion("eu-west-1"))).body;
  expect([first, second].flatMap(({ UserPools }) => UserPools.map(({ Name }: { Name: string }) => Name)).sort()).toEqual([
    "there",
    "there too",
  ]);
  expect((await send("ListUserPools", { MaxResults: 1, NextToken: first.NextToken })).body.__type).toBe("InvalidParameterException");
});

test.each([
  ["DescribeUserPool", {}],
  ["UpdateUserPool", {}],
  ["DeleteUserPool", {}],
  ["CreateUserPoolClient", { ClientName: "c" }],
  ["AdminCreateUser", { Username: "ada" }],
  ["ListUsers", {}],
  ["CreateGroup", { GroupName: "g" }],
  ["CreateUserPoolDomain", { Domain: "shop" }],
] as const)("%s, signed for another region than the pool's, finds no pool", async (operation, input) => {
  const { Id: UserPoolId } = await newPool("eu-west-1", "there");
  expect((await send(operation, { UserPoolId, ...input })).body).toEqual({
    __type: "ResourceNotFoundException",
    message: `User pool ${UserPoolId} does not exist.`,
  });
  expect((await send("DescribeUserPool", { UserPoolId }, inRegion("eu-west-1"))).status).toBe(200);
});

test("an unsigned call finds its pool by the client, in whatever region it is", async () => {
  const { Id: UserPoolId } = await newPool("eu-west-1", "there");
  const { UserPoolClient } = (await send("CreateUserPoolClient", { UserPoolId, ClientName: "c" }, inRegion("eu-west-1"))).body;
  const signUp = { ClientId: UserPoolClient.ClientId, Username: "ada", Password: "Corr3ct-Horse" };
  expect((await call("SignUp", signUp)).UserSub).toBeTypeOf("string");
});

test("a prefix is free in one region while it is taken in another, and each is described in its own", async () => {
  const here = await newPool("us-east-1", "here");
  const there = await newPool("eu-west-1", "there");
  for (const [region, { Id }] of [
    ["us-east-1", here],
    ["eu-west-1", there],
  ] as const)
    expect((await send("CreateUserPoolDomain", { UserPoolId: Id, Domain: "shop" }, inRegion(region))).status).toBe(200);
  for (const [region, { Id }] of [
    ["us-east-1", here],
    ["eu-west-1", there],
  ] as const)
    expect((await send("DescribeUserPoolDomain", { Domain: "shop" }, inRegion(region))).body.DomainDescription.UserPoolId).toBe(Id);
  expect((await send("DescribeUserPoolDomain", { Domain: "shop" }, inRegion("ap-south-1"))).body.DomainDescription).toEqual({});
  const other = await newPool("eu-west-1", "other");
  expect((await send("CreateUserPoolDomain", { UserPoolId: other.Id, Domain: "shop" }, inRegion("eu-west-1"))).body.message).toBe(
    "Domain already associated with another user pool.",
  );
});

test.each([
  ["region", /us-east-1(?=:)/, "eu-west-1"],
  ["account", /123456789012/, "999999999999"],
] as const)("a tag operation whose ARN names another %s than the pool's is refused", async (_, own, other) => {
  const { Arn } = await newPool("us-east-1", "here");
  const ResourceArn = Arn.replace(own, other);
  for (const [operation, input] of [
    ["TagResource", { ResourceArn, Tags: { a: "b" } }],
    ["UntagResource", { ResourceArn, TagKeys: ["a"] }],
    ["ListTagsForResource", { ResourceArn }],
  ] as const)
    expect((await send(operation, input)).body.__type).toBe("ResourceNotFoundException");
  expect((await send("ListTagsForResource", { ResourceArn: Arn }, inRegion("eu-west-1"))).body.__type).toBe("ResourceNotFoundException");
});
