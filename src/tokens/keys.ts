import { createHash, createPrivateKey, createPublicKey, type KeyObject, randomBytes } from "node:crypto";
import { exportJWK } from "jose";
import type { Clock } from "../lib/clock.ts";
import { POOL_KEYS_ID, type PoolKeys, poolKeys, type SigningKey } from "../records/keys.ts";
import { type Driver, PartitionGone, StaleWrite } from "../storage/driver.ts";
import { type KeyStock, memoryStock } from "./key-stock.ts";
import { createKeySupply, generateRsaKey } from "./key-supply.ts";

const SECRET_BYTES = 32;

/** A key in use. */
export interface LiveKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** The JWT header that it signs under, encoded. */
  readonly header: string;
  /** As in the JWKS document: members in alphabetical order. */
  readonly jwk: {
    readonly alg: "RS256";
    readonly e: string;
    readonly kid: string;
    readonly kty: "RSA";
    readonly n: string;
    readonly use: "sig";
  };
}

export interface LiveKeys {
  readonly id: LiveKey;
  readonly access: LiveKey;
  /** 32 bytes each. */
  readonly refresh: Buffer;
  readonly session: Buffer;
}

/** The keys of all pools: made once per pool, kept in the store, imported once per process. */
export interface KeyStore {
  /** The pool's keys, made now if there are none. */
  get(poolId: string): Promise<LiveKeys>;
  /** The pool's keys if there are any. */
  find(poolId: string): Promise<LiveKeys | undefined>;
  /** Has keys made in the background; returns at once. What fails here is tried again by `get`. */
  prepare(poolId: string): void;
  /** Drops what is in memory, and what is being made. */
  forget(poolId: string): void;
  /** Starts to fill up the stock. */
  warm(): void;
  close(): Promise<void>;
}

export interface KeyStoreOptions {
  readonly store: Driver;
  readonly clock: Clock;
  readonly generate?: () => Promise<KeyObject>;
  /** Keys that are kept ready, so that a new pool need not wait for them; absent: none. */
  readonly stock?: KeyStock;
}

export function createKeyStore({ store, clock, generate = generateRsaKey, stock = memoryStock(0) }: KeyStoreOptions): KeyStore {
  const supply = createKeySupply({ generate, stock });
  const live = new Map<string, Promise<LiveKeys>>();

  const make = async (poolId: string): Promise<PoolKeys> => {
    const [idToken, accessToken] = await Promise.all([supply.take(poolId), supply.take(poolId)]);
    const secret = () => randomBytes(SECRET_BYTES).toString("base64");
    return {
      poolId,
      idToken: stored(idToken),
      accessToken: stored(accessToken),
      refreshSecret: secret(),
      sessionSecret: secret(),
      createdAt: clock.now(),
    };
  };
  const load = async (poolId: string, wanted: () => boolean): Promise<LiveKeys> => {
    const found = await poolKeys.find(store, poolId, POOL_KEYS_ID);
    if (found) return imported(found);
    const made = await make(poolId);
    // A pool deleted meanwhile must not come back to life by a row of its own.
    if (!wanted()) throw new PartitionGone(poolId);
    return imported(await keepFirst(store, made));
  };
  const get = (poolId: string): Promise<LiveKeys> => {
    const known = live.get(poolId);
    if (known) return known;
    const loading: Promise<LiveKeys> = load(poolId, () => live.get(poolId) === loading);
    live.set(poolId, loading);
    loading.catch(() => {
      if (live.get(poolId) === loading) live.delete(poolId);
    });
    return loading;
  };
  const getNow = (poolId: string) => {
    const keys = get(poolId);
    supply.hurry(poolId);
    return keys;
  };

  return {
    get: getNow,
    find: async (poolId) => {
      if (live.has(poolId) || (await poolKeys.find(store, poolId, POOL_KEYS_ID))) return getNow(poolId);
      return undefined;
    },
    prepare: (poolId) => void get(poolId).catch(() => {}),
    forget: (poolId) => {
      live.delete(poolId);
      supply.drop(poolId);
    },
    warm: supply.warm,
    close: supply.close,
  };
}

/** Stores the keys unless another process was first; the stored ones count. */
async function keepFirst(store: Driver, made: PoolKeys): Promise<PoolKeys> {
  try {
    await store.commit([poolKeys.put(made)]);
    return made;
  } catch (error) {
    if (!(error instanceof StaleWrite)) throw error;
    return (await poolKeys.find(store, made.poolId, POOL_KEYS_ID)) ?? made;
  }
}

/** The kid has the form of Cognito's: 32 bytes in base64, here the hash of the public key. */
function stored(privateKey: KeyObject): SigningKey {
  const publicKey = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  return {
    kid: createHash("sha256").update(publicKey).digest("base64"),
    privateKey: privateKey.export({ type: "pkcs8", format: "der" }).toString("base64"),
  };
}

const imported = async (keys: PoolKeys): Promise<LiveKeys> => ({
  id: await importKey(keys.idToken),
  access: await importKey(keys.accessToken),
  refresh: Buffer.from(keys.refreshSecret, "base64"),
  session: Buffer.from(keys.sessionSecret, "base64"),
});

async function importKey({ kid, privateKey: pkcs8 }: SigningKey): Promise<LiveKey> {
  const privateKey = createPrivateKey({ key: Buffer.from(pkcs8, "base64"), format: "der", type: "pkcs8" });
  const publicKey = createPublicKey(privateKey);
  const { e, n } = await exportJWK(publicKey);
  return {
    kid,
    privateKey,
    publicKey,
    header: Buffer.from(JSON.stringify({ kid, alg: "RS256" })).toString("base64url"),
    jwk: { alg: "RS256", e: e!, kid, kty: "RSA", n: n!, use: "sig" },
  };
}
