import { afterAll, afterEach, describe, expect, test } from "vitest";
import type { Driver } from "#src/storage/driver.ts";
import { faultsOf, prepare, readChains, waysOf } from "../support/chains.ts";
import { startTestServer } from "../support/server.ts";

const server = await startTestServer();
afterAll(() => server.close());
const { store } = server.services;
const untouched: Pick<Driver, "get" | "find" | "list" | "commit"> = {
  get: store.get.bind(store),
  find: store.find.bind(store),
  list: store.list.bind(store),
  commit: store.commit.bind(store),
};
afterEach(() => Object.assign(store, untouched));

const pools = async () => (await server.call("ListUserPools", { MaxResults: 60 })).UserPools.map(({ Id }) => Id);
const eachPool = async (end: (UserPoolId: string) => Promise<unknown>) => void (await Promise.all((await pools()).map(end)));
const eachUser = (end: (user: { UserPoolId: string; Username: string }) => Promise<unknown>) =>
  eachPool(async (UserPoolId) => {
    const { Users } = await server.call("ListUsers", { UserPoolId });
    await Promise.all(Users.map(({ Username }) => end({ UserPoolId, Username })));
  });

/** How each kind of subject comes to its end; where there is none, nothing happens. */
const ENDS: Readonly<Record<string, () => Promise<void>>> = {
  user: () => eachUser((user) => server.send("AdminDeleteUser", user)),
  "user's sessions": () => eachUser((user) => server.send("AdminUserGlobalSignOut", user)),
  device: () =>
    eachUser(async (user) => {
      const { Devices } = await server.call("AdminListDevices", user);
      await Promise.all(Devices.map(({ DeviceKey }) => server.send("AdminForgetDevice", { ...user, DeviceKey })));
    }),
  client: () =>
    eachPool(async (UserPoolId) => {
      const { UserPoolClients } = await server.call("ListUserPoolClients", { UserPoolId, MaxResults: 60 });
      await Promise.all(UserPoolClients.map(({ ClientId }) => server.send("DeleteUserPoolClient", { UserPoolId, ClientId })));
    }),
  group: () =>
    eachPool(async (UserPoolId) => {
      const { Groups } = await server.call("ListGroups", { UserPoolId });
      await Promise.all(Groups.map(({ GroupName }) => server.send("DeleteGroup", { UserPoolId, GroupName })));
    }),
  pool: () => eachPool((UserPoolId) => server.send("DeleteUserPool", { UserPoolId })),
};

/** Between which two of an operation's steps the end comes. */
const MOMENTS = ["before it begins", "after its first look", "before its first write"] as const;

/** Lets the end come at this moment of whatever is asked next, once. */
async function arrange(moment: (typeof MOMENTS)[number], end: () => Promise<void>): Promise<void> {
  if (moment === "before it begins") return end();
  let hasCome = false;
  const once = async () => {
    if (hasCome) return;
    hasCome = true;
    Object.assign(store, untouched);
    await end();
  };
  if (moment === "before its first write")
    Object.assign(store, { commit: (changes: Parameters<Driver["commit"]>[0]) => once().then(() => untouched.commit(changes)) });
  else
    for (const look of ["get", "find", "list"] as const)
      Object.assign(store, {
        [look]: async (...args: never[]) => {
          const seen: unknown = await (untouched[look] as (...given: never[]) => Promise<unknown>)(...args);
          await once();
          return seen;
        },
      });
  return undefined;
}

describe.each(waysOf(await readChains()))("$name", (chain) => {
  test("answers no fault and no undeclared error, whatever its subject's end, and whenever", async () => {
    const faults: string[] = [];
    for (const moment of MOMENTS)
      for (const [subject, end] of Object.entries(ENDS)) {
        const input = await prepare(server, chain);
        await arrange(moment, end);
        for (const fault of await faultsOf(server, chain, input)) faults.push(`${subject} gone ${moment}: ${fault}`);
        Object.assign(store, untouched);
      }
    expect(faults).toEqual([]);
  });
});
