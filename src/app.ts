import type { KeyObject } from "node:crypto";
import { type OperationName, operations } from "#generated/operations.ts";
import { createApi } from "./api/api.ts";
import { createDispatcher, type Dispatcher, type Gates } from "./api/dispatch.ts";
import { createFaultGate } from "./api/faults.ts";
import { createRateLimit } from "./api/rate-limit.ts";
import { checkRegion } from "./api/region-gate.ts";
import { createValidators, preload } from "./api/validate.ts";
import {
  accessOf,
  createRecords,
  dataFolder,
  functionHosts,
  keyStockOf,
  meansOfDelivery,
  openStore,
  scratch,
  secretPublisherOf,
  settingsOf,
} from "./app-services.ts";
import type { Services } from "./context.ts";
import { type Control, createControl, type Health } from "./control/control.ts";
import { createEventStreams } from "./control/event-streams.ts";
import { createPasswords } from "./crypto/passwords.ts";
import { createSrp } from "./crypto/srp-pool.ts";
import { createDeliver } from "./delivery/deliver.ts";
import { createLogDelivery } from "./delivery/log-delivery.ts";
import type { Authority } from "./http/authority.ts";
import { createEntry } from "./http/entry.ts";
import { type Listening, listen } from "./http/server.ts";
import { prepareTls, type Tls } from "./http/tls.ts";
import { createClock } from "./lib/clock.ts";
import { createPaging } from "./lib/paging.ts";
import { createTurnstile } from "./lib/turnstile.ts";
import { createHosting, type Hosting } from "./oauth/serve.ts";
import { type RockpoolOptions } from "./options/table.ts";
import { TABLES } from "./records/tables.ts";
import { createBackground } from "./runtime/background.ts";
import type { Faults } from "./runtime/faults.ts";
import { createLog, type Log } from "./runtime/log.ts";
import { packageVersion } from "./runtime/package-file.ts";
import { applySeed, openSeed } from "./seed/seed.ts";
import type { Seed } from "./seed/seed-document.ts";
import { resumeImport } from "./services/import-jobs/index.ts";
import { operationServices } from "./services/operations.ts";
import { resumeRecoveries } from "./services/recovery/index.ts";
import { createKeyStore } from "./tokens/keys.ts";
import { createTokens } from "./tokens/tokens.ts";
import { createTriggers } from "./triggers/invoke.ts";
import { createFetchDocument } from "./web/fetch-document.ts";

export interface App {
  readonly url: string;
  readonly tlsUrl?: string;
  /** PEM, and the file that holds it: what clients have to trust. */
  readonly authority?: Pick<Authority, "certificate" | "file">;
  readonly control: Control;
  readonly services: Services;
  close(): Promise<void>;
}

/** What tests put in the place of the real thing. */
export interface Substitutes {
  /** Makes RSA keys; the real one takes a fifth of a second each. */
  readonly generateKey?: () => Promise<KeyObject>;
  /** How long a trigger's function may take, in milliseconds. */
  readonly triggerTimeoutMs?: number;
  /** Of the servers that client metadata documents come from, in PEM. */
  readonly trustedCertificate?: string;
}

/**
 * Puts the program together and serves it. Takes the port first and the data folder second, so that whichever is in use
 * is known before anything is written. Rejects with SeedError, Node's error for the port, DataFolderInUse or
 * UnreadableData.
 */
export async function startApp(
  options: RockpoolOptions,
  { generateKey, triggerTimeoutMs, trustedCertificate }: Substitutes = {},
): Promise<App> {
  const log = createLog(options.logLevel);
  const seed = await openedSeed(options, log);
  const tls = await prepareTls(options);
  const listening = await listen({ ...options, tlsPort: tls.port });
  const clock = createClock();
  const store = await openStore(options, log, clock).catch(failAfter(listening.close));
  const settings = settingsOf(options, listening);
  await tls.begin(listening, { store, settings }, dataFolder(options)).catch(failAfter(closing([listening, store])));
  const srp = createSrp({ threads: options.cryptoThreads });
  const keys = createKeyStore({ store, clock, generate: generateKey, stock: generateKey ? undefined : keyStockOf(options) });
  const records = createRecords(clock);
  const triggers = createTriggers({ hosts: functionHosts(options, listening.url), log, clock, timeoutMs: triggerTimeoutMs, ...records });
  const logDelivery = createLogDelivery({ store, clock, log, folder: options.logFolder });
  const services: Services = {
    store,
    clock,
    log,
    settings,
    tokens: createTokens({ store, clock, keys, settings }),
    passwords: createPasswords({ srp }),
    srp,
    deliver: createDeliver({ store, clock, log, settings, triggers, logDelivery, ...records, ...meansOfDelivery(options) }),
    logDelivery,
    triggers,
    paging: createPaging({ clock }),
    turnstile: createTurnstile(),
    background: createBackground(log),
    secretPublisher: secretPublisherOf(options),
    fetchDocument: createFetchDocument({ allowPrivate: options.allowPrivateAddresses, trust: trustedCertificate }),
  };
  const validatorOf = createValidators();
  const dispatcher = createDispatcher(operationServices, validatorOf, gatesOf(options, services, records.faults));
  const hosting = createHosting(services, records.calls);
  const health = () => healthOf({ dispatcher, hosting, settings, store, listening, tls, ...records });
  const authority = () => tls.authority?.certificate;
  const control = createControl({ ...services, ...records, tables: TABLES, scratch, health, authority });
  const streams = createEventStreams();
  const close = closing([streams, listening, tls, services.background, triggers, logDelivery, services.tokens, srp, store]);
  if (seed) await applySeed(seed, { ...services, ...records, scratch }).catch(failAfter(close));
  listening.serve(
    createEntry({
      api: createApi({ services, dispatcher, calls: records.calls, ...accessOf(options) }),
      others: async () => (await import("./http/router.ts")).createRouter({ services, control, streams, policy: options, hosting }),
      log,
    }),
  );
  void preload(validatorOf);
  keys.warm();
  for (const resume of [resumeRecoveries, resumeImport]) await resume(services);
  return { url: listening.url, tlsUrl: listening.tlsUrl, authority: tls.authority, control, services, close };
}

/** One after the other: each may use those that follow. */
const closing = (parts: readonly { close(): Promise<void> }[]) => async (): Promise<void> => {
  for (const part of parts) await part.close();
};

function gatesOf({ requestLimits }: RockpoolOptions, services: Services, faults: Faults): Gates {
  const goWrong = createFaultGate(faults);
  return {
    admit: requestLimits ? createRateLimit(services) : undefined,
    inspect: async (...call) => {
      await checkRegion(...call);
      if (faults.active > 0) await goWrong(...call);
    },
  };
}

const failAfter =
  (tidyUp: () => Promise<void>) =>
  async (error: unknown): Promise<never> => {
    await tidyUp();
    throw error;
  };

const openedSeed = async ({ seed, region, account }: RockpoolOptions, log: Log): Promise<Seed | undefined> =>
  seed === undefined ? undefined : openSeed(seed, { log, scratch, settings: { region, accountId: account } });

interface Parts extends Pick<Services, "settings" | "store"> {
  readonly dispatcher: Dispatcher;
  readonly hosting: Hosting;
  readonly listening: Listening;
  readonly tls: Tls;
  readonly faults: Faults;
}

function healthOf({ dispatcher, hosting, settings, store, listening, tls, faults }: Parts): Health {
  const names = Object.keys(operations) as OperationName[];
  const exampleOnly = names.filter((name) => !dispatcher.implemented(name));
  const reason = store.whyReadOnly();
  return {
    ...(reason === undefined ? { status: "ok" } : { status: "read-only", reason }),
    version: packageVersion(),
    region: settings.region,
    account: settings.accountId,
    urls: {
      http: listening.url,
      ...(listening.tlsUrl && { https: listening.tlsUrl }),
      public: settings.publicUrl,
    },
    ...(tls.authority && { certificateAuthority: tls.authority.file }),
    operations: { implemented: names.length - exampleOnly.length, total: names.length, exampleOnly },
    contractViolations: dispatcher.violations + hosting.violations,
    ...(faults.active > 0 && { faults: faults.active }),
  };
}
