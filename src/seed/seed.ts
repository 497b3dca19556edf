import { CognitoError } from "#generated/errors.ts";
import { findUser } from "../accounts/lookup.ts";
import type { Context, Services, Settings } from "../context.ts";
import { createClock } from "../lib/clock.ts";
import { clientSecret, uuid } from "../lib/ids.ts";
import { createPaging } from "../lib/paging.ts";
import { clients } from "../records/clients.ts";
import { domains } from "../records/domains.ts";
import { groups, memberships } from "../records/groups.ts";
import { type Pool, poolRegion, pools } from "../records/pools.ts";
import { type User, users } from "../records/users.ts";
import { createFaults, FaultMistake, type Faults } from "../runtime/faults.ts";
import type { Log } from "../runtime/log.ts";
import { buildClient } from "../services/clients/build-client.ts";
import { clientSecretOf } from "../services/clients/secrets.ts";
import { domainOperations } from "../services/domains/index.ts";
import { groupOperations } from "../services/groups/index.ts";
import { buildPool } from "../services/pools/build-pool.ts";
import { createUser } from "../services/users/index.ts";
import type { Driver, Stored } from "../storage/driver.ts";
import { NO_TRIGGERS } from "../triggers/invoke.ts";
import {
  readSeed,
  type Seed,
  type SeedClient,
  type SeedDocument,
  type SeedDomain,
  SeedError,
  type SeedGroup,
  type SeedPool,
  type SeedUser,
} from "./seed-document.ts";
import { createTrial } from "./trial.ts";

/** What a seed is rehearsed with: no store of the server's is needed, so that a mistake is known before one is opened. */
export interface RehearsalServices {
  readonly log: Log;
  readonly settings: Pick<Settings, "region" | "accountId">;
  /** An empty store that keeps nothing. */
  readonly scratch: () => Driver;
}

/** Reads a seed and tries it out on an empty store. @throws SeedError that names the place of the first mistake */
export async function openSeed(source: string | SeedDocument, { log, settings, scratch }: RehearsalServices): Promise<Seed> {
  const seed = await readSeed(source);
  const clock = createClock();
  setFaults(seed, createFaults(clock));
  // What passwords and links will be makes no difference to whether the seed is right.
  const passwords: Services["passwords"] = {
    hash: async () => ({ salt: "", verifier: "" }),
    verify: async () => false,
    pretend: async () => false,
  };
  const place: Settings = { ...settings, publicUrl: "http://localhost", ownUrl: "http://localhost", issuer: "local", developerBar: false };
  await run(
    seed,
    contextOf({ log, clock, passwords, settings: place, paging: createPaging({ clock }), tokens: NO_TOKENS, store: scratch() }),
  );
  return seed;
}

/**
 * Creates what the seed names and the store lacks; what is there stays as it is, so that a second time changes nothing.
 * Nothing is written before the whole seed has been tried out beside what is there. @throws SeedError
 */
export async function applySeed(
  seed: Seed,
  services: Services & { readonly scratch: () => Driver; readonly faults: Faults },
): Promise<void> {
  const { store, tokens } = services;
  const trial = createTrial(services.scratch());
  for (const { Id } of seed.document.Pools) await trial.store.load(Id, await store.dump(Id));
  await refuseForeignNames(seed, store);
  await run(seed, contextOf({ ...services, tokens: NO_TOKENS, store: trial.store }));
  for (const poolId of await trial.carryOver(store)) tokens.prepare(poolId);
  setFaults(seed, services.faults);
}

/** Sets them. @throws SeedError */
function setFaults({ name, document }: Seed, faults: Faults): void {
  try {
    faults.set(document.Faults ?? []);
  } catch (error) {
    if (!(error instanceof FaultMistake)) throw error;
    throw new SeedError(name, `Faults[${error.index}]`, error.message);
  }
}

/** Creating pools and users asks nothing of tokens but to make keys, which is done when the seed is applied. */
const NO_TOKENS = { prepare: () => undefined } as unknown as Services["tokens"];

function contextOf(
  services: Omit<Services, "background" | "deliver" | "fetchDocument" | "logDelivery" | "srp" | "triggers" | "turnstile">,
): Context {
  return {
    ...services,
    // Nor is any function asked.
    triggers: NO_TRIGGERS,
    // Nobody signs in.
    srp: {} as Services["srp"],
    turnstile: { pass: (_name, _allowance, task) => task() },
    fetchDocument: () => Promise.reject(new Error("a seed needs no documents")),
    background: { start: () => undefined, close: async () => undefined },
    // Nobody is told of users that are made up.
    deliver: { send: async () => undefined },
    logDelivery: { authEvent: async () => undefined, notificationError: async () => undefined, close: async () => undefined },
    caller: { region: services.settings.region, accountId: services.settings.accountId, ipAddress: "127.0.0.1" },
    requestId: uuid(),
  };
}

/** Client ids and domains are unique across pools, and the trial sees the pools of the seed only. */
async function refuseForeignNames({ name, document }: Seed, store: Driver): Promise<void> {
  for (const [p, { Id, Clients = [], Domains = [] }] of document.Pools.entries()) {
    for (const [d, { Domain }] of Domains.entries()) {
      const domain = await domains.findBy(store, "name", Domain);
      if (domain && domain.poolId !== Id)
        throw new SeedError(name, `Pools[${p}].Domains[${d}].Domain`, `the pool ${domain.poolId} has this domain`);
    }
    for (const [c, { ClientId }] of Clients.entries()) {
      const client = await clients.findBy(store, "clientId", ClientId);
      if (client && client.poolId !== Id)
        throw new SeedError(name, `Pools[${p}].Clients[${c}].ClientId`, `the pool ${client.poolId} has a client of this id`);
    }
  }
}

/** One entry of the seed: where it stands, and how mistakes in it are told. */
interface Place {
  readonly seed: Seed;
  readonly path: string;
}

async function run(seed: Seed, ctx: Context): Promise<void> {
  refuseTwice({ seed, path: "Pools" }, seed.document.Pools, "Id");
  refuseTwice(
    { seed, path: "Clients" },
    seed.document.Pools.flatMap(({ Clients = [] }) => Clients),
    "ClientId",
  );
  for (const [index, entry] of seed.document.Pools.entries()) await seedPool(ctx, { seed, path: `Pools[${index}]` }, entry);
}

async function seedPool(ctx: Context, place: Place, entry: SeedPool): Promise<void> {
  const { Id, Domains = [], Clients = [], Groups = [], Users = [], ...input } = entry;
  const pool = await at(place, async () => (await pools.find(ctx.store, Id, Id)) ?? (await createPool(ctx, Id, input)));
  const seen = new Map<string, string>();
  refuseTwice(inside(place, "Groups"), Groups, "GroupName");
  for (const [index, domain] of Domains.entries()) await at(inside(place, `Domains[${index}]`), () => seedDomain(ctx, pool, domain));
  for (const [index, client] of Clients.entries()) await at(inside(place, `Clients[${index}]`), () => seedClient(ctx, pool, client));
  for (const [index, group] of Groups.entries()) await at(inside(place, `Groups[${index}]`), () => seedGroup(ctx, pool, group));
  for (const [index, user] of Users.entries()) {
    const path = `Users[${index}]`;
    const { sub } = await at(inside(place, path), () => seedUser(ctx, pool, user));
    if (seen.has(sub)) throw new SeedError(place.seed.name, `${place.path}.${path}`, `this is the same user as ${seen.get(sub)}`);
    seen.set(sub, path);
    for (const [position, group] of (user.Groups ?? []).entries())
      await at(inside(place, `${path}.Groups[${position}]`), () => seedMembership(ctx, pool, { sub, group }));
  }
}

async function createPool({ store, clock, settings }: Context, id: string, input: Parameters<typeof buildPool>[0]): Promise<Pool & Stored> {
  const pool = buildPool(input, { id, now: clock.now(), region: poolRegion(id), accountId: settings.accountId });
  await store.commit([pools.put(pool)]);
  return pool;
}

async function seedDomain(ctx: Context, pool: Pool, domain: SeedDomain): Promise<void> {
  if (await domains.find(ctx.store, pool.id, domain.Domain)) return;
  await domainOperations.createUserPoolDomain({ ...domain, UserPoolId: pool.id }, ctx);
}

async function seedClient(
  { store, clock }: Context,
  pool: Pool,
  { ClientId, ClientName, ClientSecret, GenerateSecret, ...input }: SeedClient,
): Promise<void> {
  if (await clients.find(store, pool.id, ClientId)) return;
  const now = clock.now();
  const secret = ClientSecret ?? (GenerateSecret ? clientSecret() : undefined);
  const secrets = secret === undefined ? [] : [clientSecretOf(ClientId, secret, now)];
  await store.commit([clients.put(buildClient(pool, input, { id: ClientId, name: ClientName, createdAt: now, modifiedAt: now, secrets }))]);
}

async function seedGroup(ctx: Context, pool: Pool, group: SeedGroup): Promise<void> {
  if (await groups.find(ctx.store, pool.id, group.GroupName)) return;
  await groupOperations.createGroup({ ...group, UserPoolId: pool.id }, ctx);
}

async function seedUser(ctx: Context, pool: Pool, entry: SeedUser): Promise<User> {
  const { Id, Password, Status, Enabled, Groups: _groups, ...input } = entry;
  const present =
    (Id === undefined ? undefined : await users.find(ctx.store, pool.id, Id)) ?? (await findUser(ctx.store, pool, entry.Username));
  if (present) return present;
  const created = await createUser(
    ctx,
    pool,
    { ...input, UserPoolId: pool.id, MessageAction: "SUPPRESS" },
    { sub: Id, password: Password },
  );
  const user = await users.find(ctx.store, pool.id, created.sub);
  const wanted: User & Stored = { ...user!, status: Status ?? user!.status, enabled: Enabled ?? user!.enabled };
  if (wanted.status === user!.status && wanted.enabled === user!.enabled) return user!;
  await ctx.store.commit([users.put(wanted)]);
  return wanted;
}

async function seedMembership(ctx: Context, pool: Pool, { sub, group }: { sub: string; group: string }): Promise<void> {
  if (await memberships.find(ctx.store, pool.id, `${sub} ${group}`)) return;
  await groupOperations.adminAddUserToGroup({ UserPoolId: pool.id, Username: sub, GroupName: group }, ctx);
}

const inside = ({ seed, path }: Place, step: string): Place => ({ seed, path: `${path}.${step}` });

/** Tells an operation's refusal with the place of the entry that it refuses. */
async function at<T>({ seed, path }: Place, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    throw error instanceof CognitoError ? new SeedError(seed.name, path, error.message) : error;
  }
}

function refuseTwice<Key extends string>({ seed, path }: Place, entries: readonly { readonly [K in Key]: string }[], key: Key): void {
  const seen = new Set<string>();
  for (const { [key]: id } of entries) {
    if (seen.has(id)) throw new SeedError(seed.name, path, `${key} ${id} is there twice`);
    seen.add(id);
  }
}
