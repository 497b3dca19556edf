import { useEffect, useState } from "preact/hooks";

/** `#/pools/us-east-1_A/users?filter=x` -> its decoded parts and its parameters. */
export interface Place {
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
}

function placeOf(hash: string): Place {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  return { parts: path.split("/").filter(Boolean).map(decoded), query: new URLSearchParams(query) };
}

/** A hand-written address may hold a lone per cent sign. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Where in the console the reader is; changes with the address. */
export function usePlace(): Place {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = () => setHash(location.hash);
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return placeOf(hash);
}

export const linkTo = (...parts: readonly string[]): string => `#/${parts.map(encodeURIComponent).join("/")}`;

export const go = (link: string): void => {
  location.hash = link.slice(1);
};
