import { readFile } from "node:fs/promises";
import { createSecureContext, type SecureContext } from "node:tls";
import { codeOf } from "../storage/failures.ts";

/** What the server shows of itself over TLS. */
export interface Certificates {
  /** PEM. */
  readonly standard: { readonly cert: string; readonly key: string };
  /** For the name that a client asks for; undefined: the standard one. */
  named(name: string): Promise<SecureContext | undefined>;
}

/** A certificate or key that was given and cannot be used; the message says which and why. */
export class UnusableCertificate extends Error {}

/** One certificate for whatever is asked for: the user's own. @throws UnusableCertificate */
export async function certificatesOfFiles({ tlsCert, tlsKey }: { tlsCert: string; tlsKey: string }): Promise<Certificates> {
  const standard = { cert: await readGiven(tlsCert, "tls-cert"), key: await readGiven(tlsKey, "tls-key") };
  try {
    createSecureContext(standard);
    return { standard, named: async () => undefined };
  } catch (error) {
    throw new UnusableCertificate(`The certificate in ${tlsCert} cannot be used with the key in ${tlsKey}: ${(error as Error).message}.`);
  }
}

async function readGiven(file: string, flag: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new UnusableCertificate(`The file ${file} of --${flag} cannot be read (${codeOf(error)}).`);
  }
}
