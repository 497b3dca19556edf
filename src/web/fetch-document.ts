import { lookup as resolveName } from "node:dns";
import { request } from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";
import type { Services } from "../context.ts";

/** What is read of an answer; a metadata document is a few hundred bytes. */
const LARGEST_BYTES = 64 * 1024;
const TIMEOUT_MS = 5000;

/** Addresses that only this machine or its network reaches (IANA, special-purpose address registries). */
const PRIVATE_RANGES = {
  ipv4: [
    "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8",
    "169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24",
    "192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24",
    "203.0.113.0/24 224.0.0.0/3",
  ],
  ipv6: ["::/96 64:ff9b::/96 64:ff9b:1::/48 100::/64", "2001::/23 2001:db8::/32 2002::/16 fc00::/7", "fe80::/10 fec0::/10 ff00::/8"],
} as const;

const PRIVATE = new BlockList();
for (const family of ["ipv4", "ipv6"] as const)
  for (const range of PRIVATE_RANGES[family].flatMap((line) => line.split(" "))) {
    const [network = "", prefix] = range.split("/");
    PRIVATE.addSubnet(network, Number(prefix), family);
  }

/** Whether nobody outside this machine's network could mean the same by the address; of what is no address too. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  // An IPv4 address that is written as IPv6 is looked at as what it is.
  return family === 0 || PRIVATE.check(address, family === 4 ? "ipv4" : "ipv6");
}

export interface FetchPolicy {
  /** Whether addresses of this machine and its network may be asked: others than the administrator choose what is fetched. */
  readonly allowPrivate: boolean;
  /** Certificates that are trusted beside the usual ones, in PEM. */
  readonly trust?: string;
}

/**
 * Fetches documents from addresses that callers name. Names are resolved once, and only what they resolve to is connected to, so that
 * a name cannot change its mind; redirects are not followed; sizes and times are bounded.
 */
export function createFetchDocument({ allowPrivate, trust }: FetchPolicy): Services["fetchDocument"] {
  const lookup: LookupFunction = (host, options, done) =>
    resolveName(host, { ...options, all: true }, (error, found) => {
      const usable = error ? [] : found.filter(({ address }) => allowPrivate || !isPrivateAddress(address));
      const [first] = usable;
      if (!first) return done(error ?? new Error("the address is private"), "", 0);
      return options.all ? done(null, usable) : done(null, first.address, first.family);
    });
  return async (url) => {
    const { protocol, hostname } = new URL(url);
    if (protocol !== "https:") throw new Error("the address is not https");
    // A host that is an address already is not looked up.
    const literal = hostname.replace(/^\[|\]$/g, "");
    if (!allowPrivate && isIP(literal) > 0 && isPrivateAddress(literal)) throw new Error("the address is private");
    return JSON.parse(await textAt(url, { lookup, ca: trust })) as unknown;
  };
}

function textAt(url: string, options: { lookup: LookupFunction; ca?: string }): Promise<string> {
  return new Promise((resolve, reject) => {
    const asking = request(
      url,
      { ...options, headers: { accept: "application/json" }, signal: AbortSignal.timeout(TIMEOUT_MS), agent: false },
      (answer) => {
        if (answer.statusCode !== 200) return void asking.destroy(new Error(`it answered ${answer.statusCode}`));
        if (!/^application\/(?:[\w.-]+\+)?json\b/i.test(answer.headers["content-type"] ?? ""))
          return void asking.destroy(new Error("it did not answer JSON"));
        const chunks: Buffer[] = [];
        let size = 0;
        answer.on("data", (chunk: Buffer) => {
          size += chunk.length;
          if (size > LARGEST_BYTES) asking.destroy(new Error("it answered too much"));
          chunks.push(chunk);
        });
        answer.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
        answer.on("error", reject);
      },
    );
    asking.on("error", reject);
    asking.end();
  });
}
