// The shapes that the parts of the benchmark hand on to each other.

/** One job for the client; see load.ts. */
export interface Job {
  readonly port: number;
  /** Absent: plain JSON for an echo. */
  readonly operation?: string;
  readonly body: string;
  readonly connections: number;
  readonly seconds?: number;
  readonly requests?: number;
  readonly base?: number;
  readonly first?: number;
  readonly step?: number;
  readonly modulo?: number;
}

/** What the client says of a job. Times in milliseconds, `seconds` aside. */
export interface Report {
  readonly count: number;
  readonly seconds: number;
  readonly rate: number;
  readonly median: number;
  readonly worst: number;
  readonly failed: number;
  readonly complaint?: string;
}

/** A pool and a client of it. */
export interface PoolPlace {
  readonly poolId: string;
  readonly clientId: string;
}

/** A data folder's pool, with the text of its file. */
export interface Template extends PoolPlace {
  readonly text: string;
}

/** A server under load. */
export interface LoadedServer extends PoolPlace {
  readonly port: number;
  readonly users: number;
  readonly refreshToken: string;
}

/** A rate per round, and the server's CPU milliseconds per call. */
export interface Measured {
  readonly rates: number[];
  readonly cpu: number[];
}

export interface Fold {
  readonly quiet: number;
  readonly folding: number;
  readonly seconds: number;
}

/** Per write and round, how many times as long it takes, and as much CPU time, with a memory of the past. */
export type Remembering = Record<string, Measured>;

export interface Rates {
  readonly operations: Record<string, Measured[]>;
  readonly limits: Record<string, number[]>;
  readonly memory: { readonly before: number[]; readonly after: number[] };
}

/** Everything that the report is made of. */
export interface Measurements extends Rates {
  readonly sizes: readonly number[];
  readonly newcomers: number;
  readonly load: number;
  readonly empty: number[];
  readonly full: number[];
  readonly firstCalls: Record<string, number[]>;
  readonly flows: Record<string, number[]>;
  readonly folding: readonly Fold[];
  readonly remembering: Remembering;
}
