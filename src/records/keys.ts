import { defineTable } from "./table.ts";

/** An RSA-2048 key: PKCS #8 in base64. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: string;
}

/** All secret keys of a pool; no part of it ever leaves but the public halves. */
export interface PoolKeys {
  readonly poolId: string;
  readonly idToken: SigningKey;
  readonly accessToken: SigningKey;
  /** 32 bytes each, in base64, for AES-256-GCM. */
  readonly refreshSecret: string;
  readonly sessionSecret: string;
  readonly createdAt: number;
}

export const POOL_KEYS_ID = "signing";

export const poolKeys = defineTable<PoolKeys>({
  name: "keys",
  partition: (keys) => keys.poolId,
  id: () => POOL_KEYS_ID,
  indexes: {},
});
