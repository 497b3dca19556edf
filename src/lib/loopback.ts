import { BlockList, isIP } from "node:net";

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

/** Whether an IP address is this machine's own, be it an IPv4 address written as IPv6. */
export function isLoopbackAddress(address: string | undefined): boolean {
  const version = isIP(address ?? "");
  return version !== 0 && LOOPBACK.check(address!, version === 4 ? "ipv4" : "ipv6");
}

/** Whether a name or address in a URL or a Host header, with its port or without, stands for this machine (RFC 6761 section 6.3). */
export const isLoopbackHost = (host: string): boolean => /^((.+\.)?localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i.test(host);
