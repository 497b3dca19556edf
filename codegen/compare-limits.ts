import type { Shape } from "./model.ts";

/** Which way a shape travels: what is narrower breaks senders, what goes missing breaks receivers. */
export interface Direction {
  readonly input: boolean;
  readonly output: boolean;
}

export interface LimitChange {
  readonly detail: string;
  readonly breaking: boolean;
}

/**
 * How the limits of a shape changed. What is narrower breaks those who send it; a change of kind breaks everyone.
 * Of a changed pattern nobody can tell whether it is narrower, so it counts as such.
 */
export function compareLimits(old: Shape, now: Shape, { input }: Direction): LimitChange[] {
  const changes = [
    compareKind(old, now),
    compareBound("min", [old.min, now.min], raised(old.min, now.min) && input),
    compareBound("max", [old.max, now.max], raised(negated(old.max), negated(now.max)) && input),
    compareBound("pattern", [old.pattern, now.pattern], now.pattern !== undefined && input),
    ...compareEnum(old, now, input),
    compareFlag("sensitive", [old.sensitive, now.sensitive], false),
    compareFlag("document", [old.document, now.document], true),
    compareFlag("fault", [old.fault, now.fault], true),
  ];
  return changes.filter((change) => change !== undefined);
}

function compareKind(old: Shape, now: Shape): LimitChange | undefined {
  return old.kind === now.kind ? undefined : { detail: `${old.kind} -> ${now.kind}`, breaking: true };
}

type Pair<T> = readonly [T | undefined, T | undefined];

function compareBound(name: string, [old, now]: Pair<number | string>, breaking: boolean): LimitChange | undefined {
  return old === now ? undefined : { detail: `${name} ${old ?? "none"} -> ${now ?? "none"}`, breaking };
}

function compareFlag(name: string, [old, now]: Pair<boolean>, breaking: boolean): LimitChange | undefined {
  if (Boolean(old) === Boolean(now)) return undefined;
  return { detail: now ? `now ${name}` : `no longer ${name}`, breaking };
}

function compareEnum(old: Shape, now: Shape, input: boolean): LimitChange[] {
  if (!old.enum && !now.enum) return [];
  if (!old.enum || !now.enum) {
    return [{ detail: now.enum ? `now one of ${now.enum.join(", ")}` : "no longer an enumeration", breaking: input && !old.enum }];
  }
  const lost = old.enum.filter((value) => !now.enum?.includes(value));
  const gained = now.enum.filter((value) => !old.enum?.includes(value));
  return [
    ...lost.map((value) => ({ detail: `value ${value} removed`, breaking: input })),
    ...gained.map((value) => ({ detail: `value ${value} added`, breaking: false })),
  ];
}

function raised(old: number | undefined, now: number | undefined): boolean {
  return now !== undefined && now > (old ?? -Infinity);
}

function negated(value: number | undefined): number | undefined {
  return value === undefined ? undefined : -value;
}
