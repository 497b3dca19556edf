import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Identity, makeAuthority, SERVER_MS } from "../crypto/certificate-authority.ts";
import { codeOf, isMissing, UnreadableData } from "../storage/failures.ts";

/** The certificate authority that clients are told to trust. */
export interface Authority extends Identity {
  /** Where its certificate is. */
  readonly file: string;
  close(): Promise<void>;
}

const CERTIFICATE = "ca.pem";
const KEY = "ca-key.pem";

/**
 * The authority in the folder `tls` of the data folder: made where there is none, and anew where it would end before what it
 * signs. Without a data folder it is one for this start alone. @throws UnreadableData
 */
export async function openAuthority(data: string | undefined): Promise<Authority> {
  if (data === undefined) return temporaryAuthority();
  const folder = resolve(data, "tls");
  const authority = (await readAuthority(folder)) ?? (await writeAuthority(folder));
  return { ...authority, file: join(folder, CERTIFICATE), close: async () => undefined };
}

/** Programs take what they shall trust from a file. */
async function temporaryAuthority(): Promise<Authority> {
  const authority = await makeAuthority(Date.now());
  const folder = await mkdtemp(join(tmpdir(), "rockpool-tls-"));
  const file = join(folder, CERTIFICATE);
  await writeFile(file, authority.certificate);
  return { ...authority, file, close: () => rm(folder, { recursive: true, force: true }) };
}

async function readAuthority(folder: string): Promise<Identity | undefined> {
  const [certificate, privateKey] = await Promise.all([readText(join(folder, CERTIFICATE)), readText(join(folder, KEY))]);
  if (certificate === undefined || privateKey === undefined) return undefined;
  const parsed = parsedPair(join(folder, CERTIFICATE), { certificate, privateKey });
  return Date.parse(parsed.validTo) > Date.now() + SERVER_MS ? { certificate, privateKey } : undefined;
}

function parsedPair(file: string, { certificate, privateKey }: Identity): X509Certificate {
  try {
    const parsed = new X509Certificate(certificate);
    if (parsed.checkPrivateKey(createPrivateKey(privateKey))) return parsed;
  } catch {
    // Said below.
  }
  throw new UnreadableData(file, `it is no certificate with the key of ${KEY} beside it`);
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new UnreadableData(file, codeOf(error));
  }
}

/** The certificate comes last: without it there is no authority yet. */
async function writeAuthority(folder: string): Promise<Identity> {
  const authority = await makeAuthority(Date.now());
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Data folders are kept with the code that is tested on them; a key that people trust should not be.
  await replace(join(folder, ".gitignore"), "*\n");
  await replace(join(folder, KEY), authority.privateKey);
  await replace(join(folder, CERTIFICATE), authority.certificate);
  return authority;
}

async function replace(file: string, text: string): Promise<void> {
  await rm(`${file}.new`, { force: true });
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
