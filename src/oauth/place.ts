import type { Request } from "express";
import type { Services } from "../context.ts";
import { type Domain, domainsOf, findDomain } from "../records/domains.ts";
import type { Driver } from "../storage/driver.ts";

/** Which host a request was sent to. */
export interface Place {
  /** The domain of a pool that this host is. Absent: a host that all pools share, such as 127.0.0.1. */
  readonly own?: Domain;
  /** The host has the form of a prefix domain, and no pool has it. */
  readonly vacant?: string;
  /** Over TLS, as far as the browser can tell. */
  readonly secure: boolean;
  /** What addresses of this host start with, where the host is known to lead here. */
  readonly origin: string;
  /** What the paths of its addresses start with: behind a proxy, perhaps more than the server's own. Empty or `/path`. */
  readonly base: string;
}

const HOSTED = /^([a-z0-9-]+)\.auth\.([a-z0-9-]+)\.amazoncognito\.com$/;
const LOCAL = /^([a-z0-9-]+)\.localhost$/;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

export async function placeOf({ store, settings }: Pick<Services, "store" | "settings">, request: Request): Promise<Place> {
  const host = (request.headers.host ?? "").toLowerCase();
  const name = host.replace(/:\d+$/, "");
  const published = new URL(settings.publicUrl);
  const isPublished = host === published.host;
  const secure = request.secure || (isPublished && published.protocol === "https:");
  const own = await ownerOf(store, name, settings.region);
  // A name that is neither a pool's nor ours may be one that somebody made up.
  const known = !isPublished && (own !== undefined || LOOPBACK.test(name));
  const origin = known ? `${secure ? "https" : "http"}://${host}` : settings.publicUrl;
  const base = known ? "" : published.pathname.replace(/\/$/, "");
  return { own, vacant: own ? undefined : HOSTED.exec(name)?.[1], secure, origin, base };
}

/** The prefix domain as on AWS or as `<prefix>.localhost`, or the custom domain. */
async function ownerOf(store: Driver, name: string, home: string): Promise<Domain | undefined> {
  if (name === "" || LOOPBACK.test(name)) return undefined;
  const [, prefix, region] = HOSTED.exec(name) ?? LOCAL.exec(name) ?? [];
  // Without a region in the host's name the server's own comes first.
  const domain =
    (await findDomain(store, prefix ?? name, region ?? home)) ?? (region ? undefined : await findDomain(store, prefix ?? name));
  return domain && (domain.custom === undefined) === (prefix !== undefined) ? domain : undefined;
}

/** Whether pages are or might be met under this name: names of the form of a prefix domain are, whether a pool has them or not. */
export const leadsToPages = async ({ store, settings }: Pick<Services, "store" | "settings">, name: string): Promise<boolean> =>
  HOSTED.test(name) || LOCAL.test(name) || (await ownerOf(store, name, settings.region)) !== undefined;

/** The domain that a pool is met at on this host: on a shared one, the custom domain before the prefix. Undefined: the pool has none. */
export async function domainAt(store: Driver, { own }: Place, poolId: string): Promise<Domain | undefined> {
  if (own) return own.poolId === poolId ? own : undefined;
  const all = await domainsOf(store, poolId);
  return all.find(({ custom }) => custom) ?? all[0];
}
