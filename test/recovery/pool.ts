import type { TestServer } from "../support/server.ts";

export const HOUR = 3600;

export const seconds = (server: TestServer): number => server.services.clock.now() / 1000;

/** A pool with a user and a group, an hour old, and the moment at which it was so. */
export async function grownPool(server: TestServer, UserPoolTier?: "LITE" | "ESSENTIALS" | "PLUS") {
  const UserPoolId = (await server.call("CreateUserPool", { PoolName: "shop", UserPoolTier })).UserPool.Id;
  await createUser(server, UserPoolId, "ada");
  await server.call("CreateGroup", { UserPoolId, GroupName: "staff", Precedence: 1 });
  await server.call("AdminAddUserToGroup", { UserPoolId, Username: "ada", GroupName: "staff" });
  server.advance(60);
  const moment = seconds(server);
  server.advance(HOUR);
  return { UserPoolId, moment };
}

export const createUser = (server: TestServer, UserPoolId: string, Username: string) =>
  server.call("AdminCreateUser", {
    UserPoolId,
    Username,
    MessageAction: "SUPPRESS",
    UserAttributes: [
      { Name: "email", Value: `${Username}@example.com` },
      { Name: "nickname", Value: Username },
    ],
  });

export const rename = (server: TestServer, UserPoolId: string, Username: string, Value: string) =>
  server.call("AdminUpdateUserAttributes", { UserPoolId, Username, UserAttributes: [{ Name: "nickname", Value }] });

/** Begins a recovery. @returns what names it */
export async function begin(server: TestServer, UserPoolId: string, RestoreTimestamp: number) {
  const { Restoration } = await server.call("InitiatePointInTimeRecovery", { UserPoolId, RestoreTimestamp });
  return { UserPoolId, RestoreId: Restoration.RestoreId };
}

type Named = Awaited<ReturnType<typeof begin>>;

export const look = async (server: TestServer, recovery: Named) => (await server.call("DescribePointInTimeRecovery", recovery)).Restoration;

/** `Users`: [created, updated, deleted], and so on. */
export async function previewOf(server: TestServer, recovery: Named): Promise<Record<string, number[]>> {
  const { RestorePreview } = await look(server, recovery);
  return Object.fromEntries(
    RestorePreview.map(({ Entity, CreateCount, UpdateCount, DeleteCount }) => [Entity, [CreateCount, UpdateCount, DeleteCount]]),
  );
}

/** Begins a recovery and applies it. */
export async function recover(server: TestServer, UserPoolId: string, moment: number) {
  const recovery = await begin(server, UserPoolId, moment);
  await server.call("StartPointInTimeRecovery", recovery);
  return recovery;
}

export const nicknames = async (server: TestServer, UserPoolId: string): Promise<Record<string, string | undefined>> => {
  const { Users } = await server.call("ListUsers", { UserPoolId });
  return Object.fromEntries(Users.map(({ Username, Attributes }) => [Username, Attributes.find(({ Name }) => Name === "nickname")?.Value]));
};
