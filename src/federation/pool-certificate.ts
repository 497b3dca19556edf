import { createPrivateKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import type { Context } from "../context.ts";
import { selfSignedCertificate } from "../crypto/certificate.ts";
import { SIGNING_CERTIFICATE_ID, type SigningCertificate, signingCertificates } from "../records/signing-certificates.ts";
import type { Stored } from "../storage/driver.ts";
import { retryStale } from "../storage/retry.ts";

const YEAR_MS = 365 * 86_400_000;
const LIFETIME_MS = 10 * YEAR_MS;

/**
 * The pool's certificate, DER in base64: made when it is first asked for, valid for ten years and renewed every year (AWS,
 * GetSigningCertificate).
 */
export const poolCertificate = async (ctx: Context, poolId: string): Promise<string> => (await current(ctx, poolId)).certificate;

/** The key of that certificate: PKCS #8 as PEM. */
export async function poolSigningKey(ctx: Context, poolId: string): Promise<string> {
  return storedKey(await current(ctx, poolId))
    .export({ format: "pem", type: "pkcs8" })
    .toString();
}

const current = (ctx: Context, poolId: string): Promise<SigningCertificate> =>
  retryStale(async () => {
    const kept = await signingCertificates.find(ctx.store, poolId, SIGNING_CERTIFICATE_ID);
    return kept && ctx.clock.now() - kept.issuedAt < YEAR_MS ? kept : issue(ctx, poolId, kept);
  });

/** A renewed certificate keeps its key, so that what was signed before can still be verified. */
async function issue({ store, clock }: Context, poolId: string, before?: SigningCertificate & Stored): Promise<SigningCertificate> {
  const privateKey = before ? storedKey(before) : await newKey();
  const now = clock.now();
  const certificate = selfSignedCertificate({ privateKey, commonName: poolId, notBefore: now, notAfter: now + LIFETIME_MS });
  const issued = {
    ...before,
    poolId,
    privateKey: privateKey.export({ format: "der", type: "pkcs8" }).toString("base64"),
    certificate: certificate.toString("base64"),
    issuedAt: now,
  };
  await store.commit([signingCertificates.put(issued)]);
  return issued;
}

const storedKey = ({ privateKey }: SigningCertificate): KeyObject =>
  createPrivateKey({ key: Buffer.from(privateKey, "base64"), format: "der", type: "pkcs8" });

const newKey = async (): Promise<KeyObject> => (await promisify(generateKeyPair)("rsa", { modulusLength: 2048 })).privateKey;
