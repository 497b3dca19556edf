/** Keeps a value while the browser's tab is open. Undefined forgets it. */
export function keep(name: string, value: unknown): void {
  if (value === undefined) sessionStorage.removeItem(`rockpool.${name}`);
  else sessionStorage.setItem(`rockpool.${name}`, JSON.stringify(value));
}

export function kept<T>(name: string): T | undefined {
  const text = sessionStorage.getItem(`rockpool.${name}`);
  return text === null ? undefined : (JSON.parse(text) as T);
}
