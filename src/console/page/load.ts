import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { wordsOf } from "./api.ts";

export interface Loaded<T> {
  readonly value: T | undefined;
  readonly error: string | undefined;
  readonly loading: boolean;
  reload(): void;
}

/** What a call gives, loaded when the page is shown and whenever `on` changes. An answer that comes too late is dropped. */
export function useLoad<T>(load: () => Promise<T>, on: readonly unknown[]): Loaded<T> {
  const [state, setState] = useState<{ value?: T; error?: string; loading: boolean }>({ loading: true });
  const turn = useRef(0);
  const reload = useCallback(() => {
    const own = ++turn.current;
    const settle = (next: { value?: T; error?: string }) => turn.current === own && setState({ ...next, loading: false });
    setState((last) => ({ ...last, loading: true }));
    load().then(
      (value) => settle({ value }),
      (error: unknown) => settle({ error: wordsOf(error) }),
    );
  }, on);
  useEffect(() => {
    setState({ loading: true });
    reload();
    return () => void turn.current++;
  }, [reload]);
  return { value: state.value, error: state.error, loading: state.loading, reload };
}

/** A deed that a button does: whether it runs, what it was refused with, and the function that does it. */
export function useDeed(done: (words: string) => void = () => undefined) {
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const run = async (deed: () => Promise<unknown>, words = "Done."): Promise<boolean> => {
    setBusy(true);
    setError(undefined);
    try {
      await deed();
      done(words);
      return true;
    } catch (fault) {
      setError(fault);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { error, busy, run };
}
