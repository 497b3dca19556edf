import type { Operations } from "../../context.ts";
import { poolCertificate } from "../../federation/pool-certificate.ts";
import { getPool } from "../../records/pools.ts";

export const getSigningCertificate: Operations["getSigningCertificate"] = async ({ UserPoolId }, ctx) => {
  const pool = await getPool(ctx.store, UserPoolId);
  return { Certificate: await poolCertificate(ctx, pool.id) };
};
