// The parser of certificates looks its parts up by what this adds.
import "reflect-metadata";
import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, randomBytes, webcrypto } from "node:crypto";
import { isIP } from "node:net";
import { promisify } from "node:util";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";

/** A certificate and its private key (PKCS #8), both as PEM. */
export interface Identity {
  readonly certificate: string;
  readonly privateKey: string;
}

const DAY_MS = 86_400_000;
/** Clocks differ. */
const LEEWAY_MS = DAY_MS;
const AUTHORITY_MS = 3650 * DAY_MS;
/** What browsers take at most of an authority that was added by hand (Apple, "Requirements for trusted certificates in iOS 13"). */
export const SERVER_MS = 820 * DAY_MS;

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/** An authority that signs certificates of servers and no other authorities (RFC 5280 section 4.2). `now`: milliseconds since 1970. */
export async function makeAuthority(now: number): Promise<Identity> {
  const key = await newKey();
  const publicKey = await imported(createPublicKey(key));
  // Of several that somebody trusts, names tell which is which.
  const name = `CN=rockpool development authority ${randomBytes(3).toString("hex")}`;
  const certificate = await X509CertificateGenerator.create({
    ...validity(now, AUTHORITY_MS),
    subject: name,
    issuer: name,
    publicKey,
    signingKey: await imported(key),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(publicKey),
    ],
  });
  return { certificate: certificate.toString("pem"), privateKey: pemOf(key) };
}

/** A certificate for a server that goes by these names and addresses. */
export async function issueServerCertificate(authority: Identity, names: readonly string[], now: number): Promise<Identity> {
  const key = await newKey();
  const publicKey = await imported(createPublicKey(key));
  const issuer = new X509Certificate(authority.certificate);
  const certificate = await X509CertificateGenerator.create({
    ...validity(now, SERVER_MS),
    subject: "CN=rockpool",
    issuer: issuer.subject,
    publicKey,
    signingKey: await imported(createPrivateKey(authority.privateKey)),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(names.map((name) => ({ type: isIP(name) ? ("ip" as const) : ("dns" as const), value: name }))),
      await SubjectKeyIdentifierExtension.create(publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer),
    ],
  });
  return { certificate: certificate.toString("pem"), privateKey: pemOf(key) };
}

const validity = (now: number, lifetimeMs: number) => ({
  serialNumber: `01${randomBytes(15).toString("hex")}`,
  notBefore: new Date(now - LEEWAY_MS),
  notAfter: new Date(now + lifetimeMs),
});

const newKey = async (): Promise<KeyObject> => (await promisify(generateKeyPair)("ec", { namedCurve: ALGORITHM.namedCurve })).privateKey;

const pemOf = (key: KeyObject): string => key.export({ format: "pem", type: "pkcs8" }).toString();

const imported = (key: KeyObject): Promise<webcrypto.CryptoKey> =>
  key.type === "private"
    ? webcrypto.subtle.importKey("pkcs8", key.export({ format: "der", type: "pkcs8" }), ALGORITHM, false, ["sign"])
    : webcrypto.subtle.importKey("spki", key.export({ format: "der", type: "spki" }), ALGORITHM, true, ["verify"]);
