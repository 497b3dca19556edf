import { startApp } from "./app.ts";
import type { Control } from "./control/control.ts";
import { completeOptions } from "./options/config.ts";
import type { RockpoolOptions } from "./options/table.ts";

export type { ClockChange, ClockView, Control, Health } from "./control/control.ts";
export type { ImportLogQuery, ImportLogView } from "./control/import-log.ts";
export type { MessageQuery, MessageView } from "./control/inbox.ts";
export type { InvocationQuery, InvocationView } from "./control/invocations.ts";
export type { LocalProviderChange, LocalProviderQuery, LocalProviderView } from "./control/local-providers.ts";
export { Problem } from "./control/problem.ts";
export type { HostedView, RequestQuery, RequestView } from "./control/requests.ts";
export type { SnapshotView } from "./control/snapshots.ts";
export type { StateDocument } from "./control/state.ts";
export { type RockpoolOptions, UsageError } from "./options/table.ts";
export type { FunctionFiles } from "./options/values.ts";
export type { Fault, FaultKind, FaultView } from "./runtime/faults.ts";
export type { LogLevel } from "./runtime/log.ts";
export { type SeedClient, type SeedDocument, SeedError, type SeedGroup, type SeedPool, type SeedUser } from "./seed/seed-document.ts";
export { DataFolderInUse, UnreadableData } from "./storage/failures.ts";

/** A running server. */
export interface Rockpool {
  /** Where it listens, such as `http://127.0.0.1:54321`. */
  readonly url: string;
  /** The same over TLS, such as `https://localhost:54322`; absent without `tls`. */
  readonly tlsUrl?: string;
  /** Whoever signs the certificates: its own, as PEM and as the file that holds it, for clients to trust. */
  readonly authority?: { readonly certificate: string; readonly file: string };
  /** What the endpoints under /_rockpool/ do, as functions. */
  readonly control: Control;
  close(): Promise<void>;
}

/**
 * Starts a server in this process. Options left out have their defaults; environment variables and config files are the
 * command line's and not looked at. Rejects with UsageError for an option that cannot be, Node's EADDRINUSE for a port
 * in use, DataFolderInUse and UnreadableData for the data folder.
 */
export async function startRockpool(options: Partial<RockpoolOptions> = {}): Promise<Rockpool> {
  const { url, tlsUrl, authority, control, close } = await startApp(completeOptions(options));
  return { url, tlsUrl, authority: authority && { certificate: authority.certificate, file: authority.file }, control, close };
}
