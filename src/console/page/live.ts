import { useEffect, useState } from "preact/hooks";
import { wordsOf } from "./api.ts";
import { control, follow } from "./control.ts";

export interface Live<T> {
  /** Newest first. */
  readonly rows: readonly T[] | undefined;
  readonly error: string | undefined;
  readonly clear: () => void;
}

/** A list of a control endpoint that grows while the page is open: `requests`, with its events at `requests/events`. */
export function useLive<T extends { readonly id: string | number }>(
  path: string,
  query: Readonly<Record<string, string>>,
  most: number,
): Live<T> {
  const [rows, setRows] = useState<readonly T[]>();
  const [error, setError] = useState<string>();
  const conditions = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== "")).toString();
  useEffect(() => {
    const ending = new AbortController();
    const add = (more: readonly T[]) => setRows((known = []) => merged(more, known).slice(0, most));
    const list = () =>
      control<T[]>(`${path}?${conditions}${conditions && "&"}limit=${most}`).then(
        (found) => (setError(undefined), add(found)),
        (fault: unknown) => setError(wordsOf(fault)),
      );
    setRows(undefined);
    // The list after the events have begun: nothing falls between the two.
    void follow<T>(`${path}/events?${conditions}`, {
      onOpen: list,
      onEvent: (row) => add([row]),
      onFault: setError,
      signal: ending.signal,
    });
    return () => ending.abort();
  }, [path, conditions, most]);
  return { rows, error, clear: () => setRows([]) };
}

function merged<T extends { readonly id: string | number }>(more: readonly T[], known: readonly T[]): T[] {
  const all = new Map([...known, ...more].map((row) => [row.id, row]));
  return [...all.values()].sort((one, other) => (one.id < other.id ? 1 : -1));
}
