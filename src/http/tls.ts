import type { Services } from "../context.ts";
import { leadsToPages } from "../oauth/place.ts";
import type { Authority } from "./authority.ts";
import { type Certificates, certificatesOfFiles } from "./certificates.ts";
import type { Listening } from "./server.ts";

export interface TlsOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly tlsPort?: number;
}

/** TLS as it was asked for, or none. */
export interface Tls {
  /** Undefined: none. */
  readonly port: number | undefined;
  /** Has certificates shown at the socket. `data`: the folder that keeps the authority. @throws UnreadableData */
  begin(listening: Listening, services: Pick<Services, "store" | "settings">, data: string | undefined): Promise<void>;
  /** Who signs the certificates, once begun; undefined where they are the user's. */
  readonly authority: Authority | undefined;
  close(): Promise<void>;
}

const TLS_PORT = 4143;

/** Reads what was given, so that a mistake in it is known before anything is touched. @throws UnusableCertificate */
export async function prepareTls({ host, port, tls, tlsCert, tlsKey, tlsPort }: TlsOptions): Promise<Tls> {
  const given = tlsCert !== undefined && tlsKey !== undefined ? await certificatesOfFiles({ tlsCert, tlsKey }) : undefined;
  const isWanted = tls || given !== undefined;
  let authority: Authority | undefined;
  const made = async ({ store, settings }: Pick<Services, "store" | "settings">, data: string | undefined): Promise<Certificates> => {
    // Loaded on demand: most servers do without, and the library of certificates is large.
    const [{ openAuthority }, { certificatesOf, ownNames }] = await Promise.all([
      import("./authority.ts"),
      import("./issued-certificates.ts"),
    ]);
    authority = await openAuthority(data);
    const serves = (name: string) => leadsToPages({ store, settings }, name);
    return certificatesOf(authority, { own: ownNames(host, settings.publicUrl), serves });
  };
  return {
    port: isWanted ? (tlsPort ?? (port === 0 ? 0 : TLS_PORT)) : undefined,
    begin: async (listening, services, data) => {
      if (isWanted) listening.secure(given ?? (await made(services, data)));
    },
    get authority() {
      return authority;
    },
    close: async () => authority?.close(),
  };
}
