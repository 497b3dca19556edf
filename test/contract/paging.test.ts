import { expect, test } from "vitest";
import type { OperationName } from "#generated/operations.ts";
import { authEvents, newAuthEvent } from "#src/records/auth-events.ts";
import { type Device, devices } from "#src/records/devices.ts";
import type { Change } from "#src/storage/driver.ts";
import { importsOn, manyUsers, ROLE } from "../import/support.ts";
import { attribute } from "../support/api-client.ts";
import { useTestServer } from "../support/server.ts";

const server = await useTestServer();
const { call } = server;
const { store } = server.services;
const { importRows } = importsOn(server);

const newPool = async (settings = {}): Promise<string> =>
  (await call("CreateUserPool", { PoolName: "p", AutoVerifiedAttributes: ["email"], ...settings })).UserPool.Id;

/** Where the answers to a list have their items, their names and their tokens. */
interface Listing {
  readonly operation: OperationName;
  readonly input: object;
  /** Of the page's size; absent: `MaxResults`. */
  readonly limit?: string;
  readonly items: string;
  readonly name: string;
  /** Absent: `NextToken`. */
  readonly token?: string;
}

/** What comes and goes between two pages. Names are what the list shows. */
interface Churn {
  readonly going?: string[];
  readonly remove?: (name: string) => Promise<unknown>;
  readonly add: (number: number) => Promise<unknown>;
}

/** Pages after which something is added. */
const ADDITIONS = 10;

/** Reads a list to its end while things are added and removed. Everything that stays has to be there exactly once, and nothing twice. */
async function expectEachOnce(listing: Listing, staying: readonly string[], { going = [], remove, add }: Churn): Promise<void> {
  const { operation, input, limit = "MaxResults", items, name, token = "NextToken" } = listing;
  const seen: string[] = [];
  let next: string | undefined;
  for (let page = 0; page === 0 || next !== undefined; page += 1) {
    const answer: Readonly<Record<string, unknown>> = {
      ...(await call(operation, { ...input, [limit]: 50, ...(next && { [token]: next }) })),
    };
    seen.push(...(answer[items] as Record<string, string>[]).map((item) => String(item[name])));
    next = answer[token] as string | undefined;
    const leaving = going.pop();
    if (leaving !== undefined) await remove!(leaving);
    if (page < ADDITIONS) await add(page);
  }
  expect(new Set(seen).size).toBe(seen.length);
  const stays = new Set(staying);
  expect(seen.filter((each) => stays.has(each)).sort()).toEqual([...staying].sort());
}

const numbered = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, index) => `${prefix}${index}`);

/** Some at a time, so that setting up does not take long. */
async function forEach<T, R>(items: readonly T[], make: (item: T) => Promise<R>): Promise<R[]> {
  const made: R[] = [];
  for (let start = 0; start < items.length; start += 25) made.push(...(await Promise.all(items.slice(start, start + 25).map(make))));
  return made;
}

const addUser = (UserPoolId: string, Username: string) => call("AdminCreateUser", { UserPoolId, Username, MessageAction: "SUPPRESS" });

test("ListUsers, with users who come and go between its pages, gives each of 1,000 exactly once", async () => {
  const UserPoolId = await newPool();
  await importRows(UserPoolId, manyUsers(1020));
  const names = numbered("user", 1020);
  await expectEachOnce(
    { operation: "ListUsers", input: { UserPoolId }, limit: "Limit", items: "Users", name: "Username", token: "PaginationToken" },
    names.slice(0, 1000),
    {
      going: names.slice(1000),
      remove: (Username) => call("AdminDeleteUser", { UserPoolId, Username }),
      add: (number) => addUser(UserPoolId, `late${number}`),
    },
  );
});

test("ListUsersInGroup, with members who come and go between its pages, gives each of 1,000 exactly once", async () => {
  const UserPoolId = await newPool();
  await importRows(UserPoolId, manyUsers(1030));
  await call("CreateGroup", { UserPoolId, GroupName: "g" });
  const names = numbered("user", 1030);
  const join = (Username: string) => call("AdminAddUserToGroup", { UserPoolId, GroupName: "g", Username });
  await forEach(names.slice(0, 1020), join);
  await expectEachOnce(
    { operation: "ListUsersInGroup", input: { UserPoolId, GroupName: "g" }, limit: "Limit", items: "Users", name: "Username" },
    names.slice(0, 1000),
    {
      going: names.slice(1000, 1020),
      remove: (Username) => call("AdminRemoveUserFromGroup", { UserPoolId, GroupName: "g", Username }),
      add: (number) => join(names[1020 + number]!),
    },
  );
});

test("ListGroups, with groups that come and go between its pages, gives each of 1,000 exactly once", async () => {
  const UserPoolId = await newPool();
  const add = (GroupName: string) => call("CreateGroup", { UserPoolId, GroupName });
  const names = numbered("group", 1020);
  await forEach(names, add);
  await expectEachOnce(
    { operation: "ListGroups", input: { UserPoolId }, limit: "Limit", items: "Groups", name: "GroupName" },
    names.slice(0, 1000),
    {
      going: names.slice(1000),
      remove: (GroupName) => call("DeleteGroup", { UserPoolId, GroupName }),
      add: (number) => add(`late${number}`),
    },
  );
});

test("AdminListGroupsForUser, for a user in nearly as many groups as there may be, gives each exactly once", async () => {
  const UserPoolId = await newPool();
  await addUser(UserPoolId, "ada");
  const join = async (GroupName: string) => {
    await call("CreateGroup", { UserPoolId, GroupName });
    await call("AdminAddUserToGroup", { UserPoolId, GroupName, Username: "ada" });
  };
  const names = numbered("group", 95);
  await forEach(names, join);
  await expectEachOnce(
    { operation: "AdminListGroupsForUser", input: { UserPoolId, Username: "ada" }, limit: "Limit", items: "Groups", name: "GroupName" },
    names.slice(0, 90),
    {
      going: names.slice(90),
      remove: (GroupName) => call("AdminRemoveUserFromGroup", { UserPoolId, GroupName, Username: "ada" }),
      add: (number) => join(`late${number}`),
    },
  );
});

test("ListUserPools, with pools that come and go between its pages, gives each of 1,000 exactly once", async () => {
  const ids = await forEach(numbered("pool", 1020), () => newPool());
  await expectEachOnce({ operation: "ListUserPools", input: {}, items: "UserPools", name: "Id" }, ids.slice(0, 1000), {
    going: ids.slice(1000),
    remove: (UserPoolId) => call("DeleteUserPool", { UserPoolId }),
    add: () => newPool(),
  });
});

test("ListUserPoolClients, of a pool with nearly as many clients as there may be, gives each exactly once", async () => {
  const UserPoolId = await newPool();
  const add = async (ClientName: string): Promise<string> =>
    (await call("CreateUserPoolClient", { UserPoolId, ClientName })).UserPoolClient.ClientId;
  const ids = await forEach(numbered("client", 990), add);
  await expectEachOnce(
    { operation: "ListUserPoolClients", input: { UserPoolId }, items: "UserPoolClients", name: "ClientId" },
    ids.slice(0, 970),
    {
      going: ids.slice(970),
      remove: (ClientId) => call("DeleteUserPoolClient", { UserPoolId, ClientId }),
      add: (number) => add(`late${number}`),
    },
  );
});

test("ListResourceServers, of a pool with nearly as many servers as there may be, gives each exactly once", async () => {
  const UserPoolId = await newPool();
  const add = (Identifier: string) => call("CreateResourceServer", { UserPoolId, Identifier, Name: Identifier });
  const names = numbered("server", 290);
  await forEach(names, add);
  await expectEachOnce(
    { operation: "ListResourceServers", input: { UserPoolId }, items: "ResourceServers", name: "Identifier" },
    names.slice(0, 270),
    {
      going: names.slice(270),
      remove: (Identifier) => call("DeleteResourceServer", { UserPoolId, Identifier }),
      add: (number) => add(`late${number}`),
    },
  );
});

test("ListIdentityProviders, of a pool with nearly as many providers as there may be, gives each exactly once", async () => {
  const UserPoolId = await newPool();
  const ProviderDetails = {
    client_id: "c",
    client_secret: "s",
    authorize_scopes: "openid",
    oidc_issuer: "https://id.example.com",
    attributes_request_method: "GET",
  };
  const urls = {
    authorize_url: "https://id.example.com/a",
    token_url: "https://id.example.com/t",
    attributes_url: "https://id.example.com/u",
    jwks_uri: "https://id.example.com/k",
  };
  const add = (ProviderName: string) =>
    call("CreateIdentityProvider", { UserPoolId, ProviderName, ProviderType: "OIDC", ProviderDetails: { ...ProviderDetails, ...urls } });
  const names = numbered("provider", 290);
  await forEach(names, add);
  await expectEachOnce(
    { operation: "ListIdentityProviders", input: { UserPoolId }, items: "Providers", name: "ProviderName" },
    names.slice(0, 270),
    {
      going: names.slice(270),
      remove: (ProviderName) => call("DeleteIdentityProvider", { UserPoolId, ProviderName }),
      add: (number) => add(`late${number}`),
    },
  );
});

test("ListUserImportJobs, of a pool with nearly as many jobs as there may be, gives each exactly once while new ones are made", async () => {
  const UserPoolId = await newPool();
  const add = async (JobName: string): Promise<string> =>
    (await call("CreateUserImportJob", { UserPoolId, JobName, CloudWatchLogsRoleArn: ROLE })).UserImportJob.JobId;
  const ids = await forEach(numbered("job", 990), add);
  await expectEachOnce(
    { operation: "ListUserImportJobs", input: { UserPoolId }, items: "UserImportJobs", name: "JobId", token: "PaginationToken" },
    ids,
    {
      add: (number) => add(`late${number}`),
    },
  );
});

/** Rows that only long sessions with real clients would make: put there directly. */
const putAll = (changes: readonly Change[]) => store.commit(changes);

test("AdminListDevices, with devices that come and go between its pages, gives each of 1,000 exactly once", async () => {
  const UserPoolId = await newPool({ DeviceConfiguration: {} });
  const { User } = await addUser(UserPoolId, "ada");
  const sub = attribute(User.Attributes, "sub");
  const uuidOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
  const device = (number: number): Device => ({
    ...{ poolId: UserPoolId, sub, key: `us-east-1_${uuidOf(number)}`, groupKey: "-abcdefgh", verifier: { salt: "", verifier: "" } },
    ...{ remembered: true, lastIpAddress: "127.0.0.1", createdAt: 0, modifiedAt: 0, authenticatedAt: 0 },
  });
  const all = Array.from({ length: 1020 }, (_, index) => device(index * 2));
  await putAll(all.map((each) => devices.put(each)));
  const keys = all.map(({ key }) => key);
  await expectEachOnce(
    {
      operation: "AdminListDevices",
      input: { UserPoolId, Username: "ada" },
      limit: "Limit",
      items: "Devices",
      name: "DeviceKey",
      token: "PaginationToken",
    },
    keys.slice(0, 1000),
    {
      going: keys.slice(1000),
      remove: (DeviceKey) => call("AdminForgetDevice", { UserPoolId, Username: "ada", DeviceKey }),
      add: (number) => putAll([devices.put(device(number * 100 + 1))]),
    },
  );
});

test("AdminListUserAuthEvents, with new events between its pages, gives each of 1,000 exactly once", async () => {
  const UserPoolId = await newPool({ UserPoolTier: "PLUS", UserPoolAddOns: { AdvancedSecurityMode: "AUDIT" } });
  const { User } = await addUser(UserPoolId, "ada");
  const sub = attribute(User.Attributes, "sub");
  const add = async (id: string) =>
    putAll([
      authEvents.put(
        newAuthEvent({
          ...{
            poolId: UserPoolId,
            sub,
            id,
            type: "SignIn",
            response: "Pass",
            risk: { decision: "NoRisk", compromised: false },
            challenges: [],
          },
          ...{ origin: { ipAddress: "127.0.0.1", told: false }, requestId: id, createdAt: 0 },
        }),
      ),
    ]);
  const ids = numbered("event", 1000);
  for (const id of ids) await add(id);
  await expectEachOnce(
    { operation: "AdminListUserAuthEvents", input: { UserPoolId, Username: "ada" }, items: "AuthEvents", name: "EventId" },
    ids,
    { add: (number) => add(`late${number}`) },
  );
});

test("ListTerms, of a pool whose clients each have both documents, gives each of nearly 1,000 exactly once", async () => {
  const UserPoolId = await newPool();
  const add = (ClientId: string, TermsName: string) =>
    call("CreateTerms", {
      UserPoolId,
      ClientId,
      TermsName,
      TermsSource: "LINK",
      Enforcement: "NONE",
      Links: { "cognito:default": "https://example.com/terms" },
    });
  const clientIds = await forEach(
    numbered("client", 505),
    async (ClientName) => (await call("CreateUserPoolClient", { UserPoolId, ClientName })).UserPoolClient.ClientId,
  );
  const [late, both] = [clientIds.slice(0, 10), clientIds.slice(10)];
  const made = await forEach(
    both.flatMap((id) => ["terms-of-use", "privacy-policy"].map((name) => [id, name] as const)),
    ([id, name]) => add(id, name),
  );
  const ids = made.map(({ Terms }) => Terms.TermsId);
  await expectEachOnce({ operation: "ListTerms", input: { UserPoolId }, items: "Terms", name: "TermsId" }, ids.slice(0, 970), {
    going: ids.slice(970),
    remove: (TermsId) => call("DeleteTerms", { UserPoolId, TermsId }),
    add: (number) => add(late[number]!, "terms-of-use"),
  });
});
