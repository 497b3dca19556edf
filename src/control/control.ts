import type { Clock } from "../lib/clock.ts";
import type { Message } from "../records/messages.ts";
import type { Calls } from "../runtime/calls.ts";
import { type Fault, FaultMistake, type Faults, type FaultView } from "../runtime/faults.ts";
import type { Feed } from "../runtime/feed.ts";
import type { Invocations } from "../runtime/invocations.ts";
import { type ImportLogQuery, type ImportLogView, readImportLog } from "./import-log.ts";
import { clearMessages, listMessages, type MessageQuery, type MessageView, watchMessages } from "./inbox.ts";
import { type InvocationQuery, type InvocationView, listInvocations, watchInvocations } from "./invocations.ts";
import {
  type LocalProviderChange,
  type LocalProviderQuery,
  type LocalProviderView,
  readLocalProvider,
  setLocalProvider,
} from "./local-providers.ts";
import { badRequest, Problem } from "./problem.ts";
import { createRequests, type RequestQuery, type RequestView } from "./requests.ts";
import { createSnapshots, type SnapshotView } from "./snapshots.ts";
import { exportState, importState, reset, type StateDocument, type StateServices } from "./state.ts";

/** What the server is and how much of the API it serves. */
export interface Health {
  /** read-only: what is written fails just now, for a reason outside of rockpool. */
  readonly status: "ok" | "read-only";
  /** Why it is read-only. */
  readonly reason?: string;
  readonly version: string;
  readonly region: string;
  readonly account: string;
  /** Where it listens, over TLS if it does, and what its issuers and links start with. */
  readonly urls: { readonly http: string; readonly https?: string; readonly public: string };
  /** The file with the certificate that clients over TLS have to trust. */
  readonly certificateAuthority?: string;
  readonly operations: { readonly implemented: number; readonly total: number; readonly exampleOnly?: readonly string[] };
  readonly contractViolations?: number;
  /** Faults that were asked for and are not over; absent where there is none. */
  readonly faults?: number;
}

export interface ClockView {
  /** ISO 8601. */
  readonly now: string;
  /** How far the clock is ahead of real time. */
  readonly offsetSeconds: number;
  readonly frozen: boolean;
}

export interface ClockChange {
  /** ISO 8601, or milliseconds since 1970; wins over `offsetSeconds`. */
  readonly now?: string | number;
  readonly offsetSeconds?: number;
  readonly frozen?: boolean;
}

export interface ControlServices extends StateServices {
  readonly clock: Clock;
  readonly health: () => Health;
  readonly faults: Faults;
  readonly authority: () => string | undefined;
  readonly calls: Calls;
  readonly invocations: Invocations;
  readonly sent: Feed<Message>;
}

/** rockpool's own functions: behind /_rockpool/, and for whoever runs the server in their own process. */
export interface Control {
  health(): Health;
  /** The certificate that clients over TLS have to trust, as PEM. @throws Problem where the server has no authority of its own */
  certificateAuthority(): string;
  /** What was sent to users, newest first. */
  messages(query?: MessageQuery): Promise<MessageView[]>;
  /** Calls back for each message that is sent from now on. @returns what ends it */
  watchMessages(see: (message: MessageView) => void, query?: Omit<MessageQuery, "limit">): () => void;
  clearMessages(query?: { readonly userPoolId?: string }): Promise<void>;
  /** The last calls of the API and the hosted endpoints, newest first; secrets are hidden. */
  requests(query?: RequestQuery): Promise<RequestView[]>;
  /** Calls back for each request that ends from now on; those since the id `after` come first. @returns what ends it */
  watchRequests(see: (request: RequestView) => void, query?: Omit<RequestQuery, "limit"> & { readonly after?: number }): () => void;
  clearRequests(): void;
  /** The last calls of triggers, newest first; secrets are hidden. */
  invocations(query?: InvocationQuery): InvocationView[];
  watchInvocations(see: (invocation: InvocationView) => void, query?: Omit<InvocationQuery, "limit">): () => void;
  /** Drops all state, ends all faults, forgets requests and invocations and sets the clock right; with a pool's id that pool alone. @throws Problem for an unknown pool */
  reset(query?: { readonly userPoolId?: string }): Promise<void>;
  export(): Promise<StateDocument>;
  /** Replaces the whole state; a mistake in the document changes nothing. @throws Problem */
  import(state: StateDocument): Promise<void>;
  /** Keeps the whole state and the clock's setting in memory, in place of a snapshot of the same name. */
  takeSnapshot(name: string): Promise<SnapshotView>;
  /** Oldest first. */
  snapshots(): SnapshotView[];
  /** Everything is as it was. @throws Problem for an unknown snapshot */
  restoreSnapshot(name: string): Promise<void>;
  /** @throws Problem for an unknown snapshot */
  deleteSnapshot(name: string): void;
  /** What is to go wrong, in place of what was; an empty list ends it all. @throws Problem */
  setFaults(faults: readonly Fault[]): FaultView[];
  /** Those that are over too, with how often they hit. */
  faults(): FaultView[];
  /** What became of each line of an imported CSV file. @throws Problem for an unknown job */
  importLog(query: ImportLogQuery): Promise<ImportLogView>;
  /** The page in an identity provider's place. @throws Problem for an unknown provider */
  localProvider(query: LocalProviderQuery): Promise<LocalProviderView>;
  setLocalProvider(change: LocalProviderChange): Promise<LocalProviderView>;
  clock(): ClockView;
  setClock(change: ClockChange): ClockView;
}

export function createControl(services: ControlServices): Control {
  const { store, clock, faults, sent, invocations, calls } = services;
  const requests = createRequests(services);
  const inTurn = queue();
  const snapshots = createSnapshots(services);
  const viewOfClock = (): ClockView => ({
    now: new Date(clock.now()).toISOString(),
    offsetSeconds: seconds(clock.offsetMs),
    frozen: clock.frozen,
  });
  return {
    health: services.health,
    certificateAuthority: () => {
      const certificate = services.authority();
      if (certificate === undefined) throw new Problem(404, "This server signs no certificates; it does where it was started with --tls.");
      return certificate;
    },
    messages: (query = {}) => listMessages(store, query),
    watchMessages: (see, query = {}) => watchMessages(sent, query, see),
    requests: (query = {}) => requests.list(query),
    watchRequests: (see, query = {}) => requests.watch(query, see),
    clearRequests: () => calls.clear(),
    invocations: (query = {}) => listInvocations(invocations, query),
    watchInvocations: (see, query = {}) => watchInvocations(invocations, query, see),
    clearMessages: ({ userPoolId } = {}) => clearMessages(store, userPoolId),
    reset: ({ userPoolId } = {}) =>
      inTurn(async () => {
        await reset(services, userPoolId);
        if (userPoolId !== undefined) return;
        clock.set({ offsetMs: 0, frozen: false });
        faults.set([]);
        calls.clear();
        invocations.clear();
      }),
    export: () => inTurn(() => exportState(store, clock.now())),
    import: (state) => inTurn(() => importState(services, state)),
    takeSnapshot: (name) => inTurn(() => snapshots.take(name)),
    snapshots: () => snapshots.list(),
    restoreSnapshot: (name) => inTurn(() => snapshots.restore(name)),
    deleteSnapshot: (name) => snapshots.delete(name),
    setFaults: (wanted) => {
      setFaults(faults, wanted);
      return faults.list();
    },
    faults: () => faults.list(),
    importLog: (query) => readImportLog(store, query),
    localProvider: (query) => readLocalProvider(store, query),
    setLocalProvider: (change) => setLocalProvider(store, change),
    clock: viewOfClock,
    setClock: (change) => {
      clock.set(clockSetting(change));
      return viewOfClock();
    },
  };
}

function setFaults(faults: Faults, wanted: readonly Fault[]): void {
  try {
    faults.set(wanted);
  } catch (error) {
    if (!(error instanceof FaultMistake)) throw error;
    throw badRequest(`faults[${error.index}]: ${error.message}.`);
  }
}

// Offset and real time are read a moment apart; hundredths hide that.
const seconds = (ms: number): number => Math.round(ms / 10) / 100;

const LATEST = Date.UTC(9999, 0);

function clockSetting({ now, offsetSeconds, frozen }: ClockChange): Parameters<Clock["set"]>[0] {
  const time = now === undefined ? undefined : new Date(now).getTime();
  const target = time ?? (offsetSeconds === undefined ? 0 : Date.now() + offsetSeconds * 1000);
  if (!(target >= 0 && target < LATEST)) throw badRequest("The clock can be set to times from 1970 to 9998.");
  return { now: time, offsetMs: offsetSeconds === undefined ? undefined : offsetSeconds * 1000, frozen };
}

/** Runs one after the other what would get in each other's way. */
function queue(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = result.catch(() => undefined);
    return result;
  };
}
