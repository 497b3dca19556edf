const reasons = new WeakMap<Error, string>();

/** The error with what its sender is not told: one sentence for whoever runs the server. It never quotes a secret. */
export function because<T extends Error>(error: T, reason: string): T {
  reasons.set(error, reason);
  return error;
}

/** Why an error was thrown, where more is known than it says. */
export const reasonOf = (error: unknown): string | undefined => (error instanceof Error ? reasons.get(error) : undefined);
