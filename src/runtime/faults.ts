import { operations } from "#generated/operations.ts";
import type { Clock } from "../lib/clock.ts";

export type FaultKind = "error" | "throttle" | "delay" | "cut" | "expiredSession" | "undelivered";

/** What is to go wrong, and for whom. Without `times` and `seconds` it goes on until it is replaced. */
export interface Fault {
  readonly kind: FaultKind;
  /** Absent: any that can have this fault. */
  readonly operation?: string;
  /** Absent: all. */
  readonly userPoolId?: string;
  /** Of the calls that it is for, from 0 to 1: 0.25 is every fourth. Absent: all of them. */
  readonly share?: number;
  /** It is over after so many. */
  readonly times?: number;
  /** It is over after so long, by the server's clock. */
  readonly seconds?: number;
  /** Of `error`: one that the operation declares. */
  readonly error?: string;
  readonly message?: string;
  /** Of `throttle`: what the header of this name says. */
  readonly retryAfterSeconds?: number;
  /** Of `delay`. */
  readonly milliseconds?: number;
}

export interface FaultView extends Fault {
  readonly active: boolean;
  /** How many calls or messages it was for, and how many of them it hit. */
  readonly seen: number;
  readonly hits: number;
  /** ISO 8601. */
  readonly endsAt?: string;
}

export interface Faults {
  /** In place of all that were there. @throws FaultMistake */
  set(faults: readonly Fault[]): void;
  /** Those that are over too, with their counts. */
  list(): FaultView[];
  /** How many are not over. */
  readonly active: number;
  /** What hits a call or message, counted: waits and what comes of it, in the order of the list. `isFor` says which faults can. */
  hitting(place: Place, isFor: (fault: Fault) => boolean): Fault[];
}

export interface Place {
  readonly operation?: string;
  readonly userPoolId?: string;
}

/** One sentence that says what is wrong with a fault. */
export class FaultMistake extends Error {
  constructor(
    readonly index: number,
    what: string,
  ) {
    super(what);
  }
}

interface Running {
  readonly fault: Fault;
  readonly endsAt: number;
  seen: number;
  hits: number;
}

/** Kept in memory: none outlives the server. */
export function createFaults(clock: Clock): Faults {
  let all: Running[] = [];
  const isActive = ({ fault, hits, endsAt }: Running): boolean => hits < (fault.times ?? Infinity) && clock.now() < endsAt;
  return {
    set: (faults) => {
      faults.forEach(check);
      all = faults.map((fault) => ({ fault, seen: 0, hits: 0, endsAt: clock.now() + (fault.seconds ?? Infinity) * 1000 }));
    },
    list: () =>
      all.map((running) => ({
        ...running.fault,
        active: isActive(running),
        seen: running.seen,
        hits: running.hits,
        ...(running.endsAt < Infinity ? { endsAt: new Date(running.endsAt).toISOString() } : {}),
      })),
    get active() {
      return all.filter(isActive).length;
    },
    hitting: (place, isFor) => {
      const hitting: Fault[] = [];
      for (const running of all) {
        const { fault } = running;
        if (!isActive(running) || !isAt(fault, place) || !isFor(fault) || !hits(running)) continue;
        hitting.push(fault);
        if (fault.kind !== "delay") break;
      }
      return hitting;
    },
  };
}

const isAt = (fault: Fault, { operation, userPoolId }: Place): boolean =>
  (fault.operation === undefined || fault.operation === operation) && (fault.userPoolId === undefined || fault.userPoolId === userPoolId);

/** Shares are kept exactly, not by chance, so that a test sees the same each time: of 0.5 every second call is hit. */
function hits(running: Running): boolean {
  running.seen += 1;
  if (Math.floor(running.seen * (running.fault.share ?? 1) + 1e-9) <= running.hits) return false;
  running.hits += 1;
  return true;
}

const MEMBERS: Readonly<Record<FaultKind, readonly (keyof Fault)[]>> = {
  error: ["error", "message"],
  throttle: ["retryAfterSeconds"],
  delay: ["milliseconds"],
  cut: [],
  expiredSession: [],
  undelivered: [],
};
const OWN = new Set(Object.values(MEMBERS).flat());

function check(fault: Fault, index: number): void {
  const what = mistakeIn(fault);
  if (what) throw new FaultMistake(index, what);
}

/** What a schema cannot say. */
function mistakeIn(fault: Fault): string | undefined {
  const { kind, operation, error } = fault;
  const foreign = [...OWN].find((member) => fault[member] !== undefined && !MEMBERS[kind].includes(member));
  if (foreign) return `${foreign} is not for a fault of the kind ${kind}`;
  if (kind === "error" && error === undefined) return "the kind error needs an error";
  if (kind === "delay" && fault.milliseconds === undefined) return "the kind delay needs milliseconds";
  if (kind === "undelivered" && operation !== undefined) return "messages are of no operation";
  if (operation !== undefined && !Object.hasOwn(operations, operation)) return `there is no operation ${operation}`;
  const declaring = Object.values(operations).filter(({ errors }) => (errors as readonly string[]).includes(error ?? ""));
  if (kind !== "error") return undefined;
  if (declaring.length === 0) return `no operation declares ${error}`;
  if (operation !== undefined && !declaring.some(({ name }) => name === operation)) return `${operation} does not declare ${error}`;
  return undefined;
}
