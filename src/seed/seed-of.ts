import type { OperationName, Operations, operations } from "#generated/operations.ts";
import type { Schemas } from "#generated/schemas.ts";
import type { SeedClient, SeedDocument, SeedDomain, SeedPool, SeedUser } from "./seed-document.ts";

type Handler<Op extends OperationName> = Operations<unknown>[(typeof operations)[Op]["handler"]];

/** An endpoint that pools are read from. */
export interface SeedSource {
  call<Op extends OperationName>(operation: Op, input: Parameters<Handler<Op>>[0]): Promise<Awaited<ReturnType<Handler<Op>>>>;
  /** The members of a value that the operation's input has too. */
  fit(operation: OperationName, value: object): Promise<object>;
}

/** A seed that makes the pools of an endpoint again, by what its API tells: all but passwords and keys. */
export async function seedOf(source: SeedSource): Promise<SeedDocument> {
  const pools = await all(async (NextToken) => {
    const answer = await source.call("ListUserPools", { MaxResults: 60, NextToken });
    return { rows: answer.UserPools ?? [], next: answer.NextToken };
  });
  const Pools: SeedPool[] = [];
  for (const { Id } of pools) Pools.push(await seedOfPool(source, Id!));
  return { Pools };
}

export async function seedOfPool(source: SeedSource, UserPoolId: string): Promise<SeedPool> {
  const { UserPool = {} } = await source.call("DescribeUserPool", { UserPoolId });
  const settings = (await source.fit("CreateUserPool", {
    ...poolSettings(UserPool),
    PoolName: UserPool.Name,
    Schema: schemaOf(UserPool.SchemaAttributes ?? []),
  })) as Schemas["CreateUserPoolRequest"];
  const groups = await all(async (NextToken) => {
    const answer = await source.call("ListGroups", { UserPoolId, Limit: 60, NextToken });
    return { rows: answer.Groups ?? [], next: answer.NextToken };
  });
  const Groups = await Promise.all(groups.map((group) => source.fit("CreateGroup", { ...group, UserPoolId: undefined })));
  return withoutEmpty({
    Id: UserPoolId,
    ...settings,
    Domains: await domainsOf(source, [UserPool.Domain, UserPool.CustomDomain]),
    Clients: await clientsOf(source, UserPoolId),
    Groups: Groups as SeedPool["Groups"],
    Users: await usersOf(
      source,
      UserPoolId,
      groups.map(({ GroupName }) => GroupName!),
    ),
  });
}

/** A pool as it is told, so that it can be sent back: of two members for one thing only the newer one may be sent. */
export function poolSettings(pool: Schemas["UserPoolType"]): Schemas["UserPoolType"] {
  const { AdminCreateUserConfig: config, Policies } = pool;
  if (Policies?.PasswordPolicy?.TemporaryPasswordValidityDays === undefined) return pool;
  return { ...pool, AdminCreateUserConfig: config && { ...config, UnusedAccountValidityDays: undefined } };
}

/** The pool's own attributes, and the standard ones that are asked for at sign-up. */
const schemaOf = (attributes: readonly Schemas["SchemaAttributeType"][]): Schemas["SchemaAttributeType"][] =>
  attributes
    .filter(({ Name, Required }) => /^(custom|dev):/.test(Name!) || (Required && Name !== "sub"))
    .map((attribute) => ({
      ...attribute,
      Name: attribute.Name!.replace(/^(dev:)?custom:|^dev:/, ""),
      // Told of every attribute, and set for those of the developer's only.
      DeveloperOnlyAttribute: attribute.DeveloperOnlyAttribute || undefined,
    }));

async function domainsOf(source: SeedSource, names: readonly (string | undefined)[]): Promise<SeedDomain[]> {
  const present = names.filter((name) => name !== undefined);
  return Promise.all(
    present.map(async (Domain) => {
      const { DomainDescription = {} } = await source.call("DescribeUserPoolDomain", { Domain });
      const custom = DomainDescription.CustomDomainConfig?.CertificateArn ? DomainDescription.CustomDomainConfig : undefined;
      return (await source.fit("CreateUserPoolDomain", {
        ...DomainDescription,
        CustomDomainConfig: custom,
        UserPoolId: undefined,
      })) as SeedDomain;
    }),
  );
}

async function clientsOf(source: SeedSource, UserPoolId: string): Promise<SeedClient[]> {
  const listed = await all(async (NextToken) => {
    const answer = await source.call("ListUserPoolClients", { UserPoolId, MaxResults: 60, NextToken });
    return { rows: answer.UserPoolClients ?? [], next: answer.NextToken };
  });
  const described = await Promise.all(
    listed.map(({ ClientId }) => source.call("DescribeUserPoolClient", { UserPoolId, ClientId: ClientId! })),
  );
  return Promise.all(
    described.map(async ({ UserPoolClient = {} }) => {
      const input = await source.fit("CreateUserPoolClient", { ...UserPoolClient, UserPoolId: undefined });
      return { ...input, ClientId: UserPoolClient.ClientId! } as SeedClient;
    }),
  );
}

const STATUSES: readonly string[] = ["CONFIRMED", "UNCONFIRMED", "FORCE_CHANGE_PASSWORD", "RESET_REQUIRED"];

/** Users of identity providers are left out: they come back by signing in. */
async function usersOf(source: SeedSource, UserPoolId: string, groups: readonly string[]): Promise<SeedUser[]> {
  const memberships = new Map<string, string[]>();
  for (const GroupName of groups) {
    const members = await all(async (NextToken) => {
      const answer = await source.call("ListUsersInGroup", { UserPoolId, GroupName, Limit: 60, NextToken });
      return { rows: answer.Users ?? [], next: answer.NextToken };
    });
    for (const { Username } of members) memberships.set(Username!, [...(memberships.get(Username!) ?? []), GroupName]);
  }
  const users = await all(async (PaginationToken) => {
    const answer = await source.call("ListUsers", { UserPoolId, Limit: 60, PaginationToken });
    return { rows: answer.Users ?? [], next: answer.PaginationToken };
  });
  return users
    .filter(({ UserStatus }) => STATUSES.includes(UserStatus!))
    .map(({ Username, Attributes = [], UserStatus, Enabled }) =>
      withoutEmpty({
        Id: Attributes.find(({ Name }) => Name === "sub")?.Value,
        Username: Username!,
        UserAttributes: Attributes.filter(({ Name }) => Name !== "sub" && Name !== "identities"),
        Status: UserStatus as SeedUser["Status"],
        Enabled: Enabled === false ? false : undefined,
        Groups: memberships.get(Username!),
      }),
    );
}

async function all<Row>(page: (token: string | undefined) => Promise<{ rows: readonly Row[]; next: string | undefined }>): Promise<Row[]> {
  const found: Row[] = [];
  let next: string | undefined;
  do {
    const answer = await page(next);
    found.push(...answer.rows);
    next = answer.next;
  } while (next !== undefined);
  return found;
}

const withoutEmpty = <T extends object>(value: T): T =>
  Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== undefined && !(Array.isArray(member) && member.length === 0)),
  ) as T;
