import { expect, test } from "vitest";
import { useTestServer } from "../support/server.ts";

const server = await useTestServer();
const { call, send, refusal } = server;

const newPool = async (): Promise<string> => (await call("CreateUserPool", { PoolName: "p" })).UserPool.Id;

async function pages(
  list: (token?: string) => Promise<{ items: string[]; next?: string }>,
  between: () => Promise<void> = async () => undefined,
): Promise<string[]> {
  const seen: string[] = [];
  let token: string | undefined;
  do {
    const page = await list(token);
    seen.push(...page.items);
    token = page.next;
    await between();
  } while (token !== undefined);
  return seen;
}

test("CreateGroup, called eight times at once with one name, succeeds exactly once", async () => {
  const UserPoolId = await newPool();
  const answers = await Promise.all(Array.from({ length: 8 }, () => send("CreateGroup", { UserPoolId, GroupName: "admins" })));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ body }) => body.__type === "GroupExistsException")).toHaveLength(7);
});

test("AddCustomAttributes, called eight times at once, keeps every attribute", async () => {
  const UserPoolId = await newPool();
  const add = (index: number) =>
    send("AddCustomAttributes", { UserPoolId, CustomAttributes: [{ Name: `a${index}`, AttributeDataType: "String" }] });
  const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => add(index)));
  const added = answers.flatMap(({ status }, index) => (status === 200 ? [`custom:a${index}`] : []));
  const { UserPool } = await call("DescribeUserPool", { UserPoolId });
  expect(added.length).toBeGreaterThan(0);
  expect(
    UserPool.SchemaAttributes.map(({ Name }: { Name: string }) => Name)
      .filter((name: string) => name.startsWith("custom:"))
      .sort(),
  ).toEqual(added);
});

test("AdminAddUserToGroup, for a user in a hundred groups, takes one of these again and refuses another", async () => {
  const UserPoolId = await newPool();
  await call("AdminCreateUser", { UserPoolId, Username: "ada", MessageAction: "SUPPRESS" });
  const names = Array.from({ length: 101 }, (_, index) => `g${index}`);
  for (const GroupName of names) await call("CreateGroup", { UserPoolId, GroupName });
  for (const GroupName of names.slice(0, 100)) await call("AdminAddUserToGroup", { UserPoolId, Username: "ada", GroupName });
  await call("AdminAddUserToGroup", { UserPoolId, Username: "ada", GroupName: "g99" });
  expect(await refusal("AdminAddUserToGroup", { UserPoolId, Username: "ada", GroupName: "g100" })).toEqual({
    __type: "InvalidParameterException",
    message: "A user cannot be in more than 100 groups.",
  });
});

test("ListUsersInGroup, with members that come and go between its pages, gives each staying member exactly once", async () => {
  const UserPoolId = await newPool();
  await call("CreateGroup", { UserPoolId, GroupName: "g" });
  const addMember = async (Username: string) => {
    await call("AdminCreateUser", { UserPoolId, Username, MessageAction: "SUPPRESS" });
    await call("AdminAddUserToGroup", { UserPoolId, Username, GroupName: "g" });
  };
  const staying = Array.from({ length: 25 }, (_, index) => `stays${String(index).padStart(2, "0")}`);
  const going = Array.from({ length: 10 }, (_, index) => `goes${index}`);
  for (const name of [...staying, ...going]) await addMember(name);
  let round = 0;
  const seen = await pages(
    async (NextToken) => {
      const page = await call("ListUsersInGroup", { UserPoolId, GroupName: "g", Limit: 4, ...(NextToken && { NextToken }) });
      return { items: page.Users.map(({ Username }: { Username: string }) => Username), next: page.NextToken };
    },
    async () => {
      round += 1;
      const name = going.pop();
      if (name) await call("AdminDeleteUser", { UserPoolId, Username: name });
      if (round < 4) await addMember(`late${round}`);
    },
  );
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.filter((name) => name.startsWith("stays")).sort()).toEqual(staying);
});

test("DeleteGroup, while users are put into the group, leaves no membership behind", async () => {
  const UserPoolId = await newPool();
  await call("CreateGroup", { UserPoolId, GroupName: "g" });
  const names = Array.from({ length: 12 }, (_, index) => `u${index}`);
  for (const Username of names) await call("AdminCreateUser", { UserPoolId, Username, MessageAction: "SUPPRESS" });
  const adding = names.map((Username) => send("AdminAddUserToGroup", { UserPoolId, Username, GroupName: "g" }));
  const deleting = call("DeleteGroup", { UserPoolId, GroupName: "g" });
  const answers = await Promise.all([...adding, deleting.then(() => undefined)]);
  for (const answer of answers) if (answer && answer.status !== 200) expect(answer.body.message).toBe("Group not found.");
  await call("CreateGroup", { UserPoolId, GroupName: "g" });
  expect((await call("ListUsersInGroup", { UserPoolId, GroupName: "g" })).Users).toEqual([]);
});

test("ListUserPools, over many pools, gives each exactly once", async () => {
  const ids: string[] = [];
  for (let index = 0; index < 7; index += 1) ids.push(await newPool());
  const seen = await pages(async (NextToken) => {
    const page = await call("ListUserPools", { MaxResults: 2, ...(NextToken && { NextToken }) });
    return { items: page.UserPools.map(({ Id }: { Id: string }) => Id), next: page.NextToken };
  });
  expect(seen.sort()).toEqual(ids.sort());
});

test("GetSigningCertificate, a year later, answers a renewed certificate", async () => {
  const UserPoolId = await newPool();
  const first = (await call("GetSigningCertificate", { UserPoolId })).Certificate;
  server.advance(366 * 86_400);
  expect((await call("GetSigningCertificate", { UserPoolId })).Certificate).not.toBe(first);
});

test("CreateUserPool, with members that Cognito does not know, ignores them", async () => {
  const unknown: object = { LambdaConfig: { Unknown: 5 }, EmailConfiguration: { Unknown: "x" } };
  const { UserPool } = await call("CreateUserPool", { PoolName: "p", ...unknown });
  expect(UserPool.LambdaConfig).toEqual({});
  expect(UserPool.EmailConfiguration).toEqual({ EmailSendingAccount: "COGNITO_DEFAULT" });
});

test("UpdateUserPoolClient, after a member was refused, leaves the client as it was", async () => {
  const UserPoolId = await newPool();
  const { UserPoolClient } = await call("CreateUserPoolClient", { UserPoolId, ClientName: "c", GenerateSecret: true });
  const { ClientId } = UserPoolClient;
  expect((await refusal("UpdateUserPoolClient", { UserPoolId, ClientId, CallbackURLs: ["http://example.com"] })).__type).toBe(
    "InvalidParameterException",
  );
  expect((await call("DescribeUserPoolClient", { UserPoolId, ClientId })).UserPoolClient).toEqual(UserPoolClient);
});
