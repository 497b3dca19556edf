/** Lets in only so many at once by a name; the others wait until one has left. */
export interface Turnstile {
  /** `allowance` says how many may be inside, this one included; asked again for each try to get in. At least one always may. */
  pass<T>(name: string, allowance: () => Promise<number>, task: () => Promise<T>): Promise<T>;
}

interface Gate {
  inside: number;
  waiting: (() => void)[];
}

export function createTurnstile(): Turnstile {
  const gates = new Map<string, Gate>();
  const leave = (name: string, gate: Gate): void => {
    gate.inside -= 1;
    if (gate.inside === 0 && gate.waiting.length === 0) gates.delete(name);
    for (const again of gate.waiting.splice(0)) again();
  };
  const enter = async (name: string, allowance: () => Promise<number>): Promise<Gate> => {
    for (;;) {
      const gate = gates.get(name) ?? { inside: 0, waiting: [] };
      gates.set(name, gate);
      // Counted before the allowance is read, so that whoever leaves meanwhile is rather counted twice than not at all.
      gate.inside += 1;
      const inside = gate.inside;
      const allowed = await allowance().catch((error: unknown) => {
        leave(name, gate);
        throw error;
      });
      if (inside <= Math.max(1, allowed)) return gate;
      gate.inside -= 1;
      // With nobody inside there would be nobody to wait for.
      if (gate.inside > 0) await new Promise<void>((resolve) => gate.waiting.push(resolve));
    }
  };
  return {
    pass: async (name, allowance, task) => {
      const gate = await enter(name, allowance);
      try {
        return await task();
      } finally {
        leave(name, gate);
      }
    },
  };
}
