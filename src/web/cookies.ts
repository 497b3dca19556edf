/** The cookies of a request by name; of a name that came twice, the first, which has the longer path (RFC 6265 section 5.4). */
export function cookiesOf(header: string | undefined): Readonly<Record<string, string>> {
  const cookies = Object.create(null) as Record<string, string>;
  for (const pair of (header ?? "").split(";")) {
    const equals = pair.indexOf("=");
    if (equals < 0) continue;
    const name = pair.slice(0, equals).trim();
    if (!(name in cookies)) cookies[name] = unquoted(pair.slice(equals + 1).trim());
  }
  return cookies;
}

const unquoted = (value: string): string => (/^".*"$/.test(value) ? value.slice(1, -1) : value);

interface CookieOptions {
  /** Only over TLS; browsers would drop such a cookie on a plain connection. */
  readonly secure: boolean;
  /** Absent: until the browser is closed. 0 or less takes the cookie away. */
  readonly maxAgeSeconds?: number;
  /** Absent: Lax. Undefined: none is named. */
  readonly sameSite?: "Lax" | "None";
}

/** A Set-Cookie header. `value` has to be of characters that a cookie may have. */
export function cookie(name: string, value: string, options: CookieOptions): string {
  const { secure, maxAgeSeconds } = options;
  const sameSite = "sameSite" in options ? options.sameSite : "Lax";
  const age = maxAgeSeconds === undefined ? "" : `; Max-Age=${Math.max(0, Math.floor(maxAgeSeconds))}`;
  return `${name}=${value}${age}; Path=/${secure ? "; Secure" : ""}; HttpOnly${sameSite ? `; SameSite=${sameSite}` : ""}`;
}
