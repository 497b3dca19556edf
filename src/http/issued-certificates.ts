import { isIP } from "node:net";
import { createSecureContext, type SecureContext } from "node:tls";
import { type Identity, issueServerCertificate } from "../crypto/certificate-authority.ts";
import type { Certificates } from "./certificates.ts";

/** Kept at once; who asks for more names than that waits for signatures. */
const MOST_NAMES = 500;

interface Names {
  /** Of the server itself. */
  readonly own: readonly string[];
  /** Whether another name leads here, too. */
  readonly serves: (name: string) => Promise<boolean>;
}

/** Certificates of the authority: one for the server's own names, and one for each other name when it is first asked for. */
export async function certificatesOf(authority: Identity, { own, serves }: Names): Promise<Certificates> {
  const made = new Map<string, Promise<SecureContext>>();
  const issue = async (names: readonly string[]) => {
    const { certificate: cert, privateKey: key } = await issueServerCertificate(authority, names, Date.now());
    return { cert, key };
  };
  return {
    standard: await issue(own),
    named: async (asked) => {
      const name = asked.toLowerCase();
      if (own.includes(name) || !(await serves(name))) return undefined;
      const context = made.get(name) ?? issue([name]).then(createSecureContext);
      made.delete(name);
      made.set(name, context);
      if (made.size > MOST_NAMES) made.delete(made.keys().next().value!);
      return context;
    },
  };
}

const LOCAL_NAMES = ["localhost", "127.0.0.1", "::1"];

/** What a server goes by whose address and public address these are. */
export function ownNames(host: string, publicUrl: string): string[] {
  const published = new URL(publicUrl).hostname.replace(/^\[|\]$/g, "");
  const named = [...LOCAL_NAMES, host, published].map((name) => name.toLowerCase());
  return [...new Set(named)].filter((name) => isIP(name) || /^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(name));
}
