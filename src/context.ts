import type { Operations as GeneratedOperations } from "#generated/operations.ts";
import type { Passwords } from "./crypto/passwords.ts";
import type { Srp } from "./crypto/srp-pool.ts";
import type { Deliver } from "./delivery/deliver.ts";
import type { LogDelivery } from "./delivery/log-delivery.ts";
import type { SecretPublisher } from "./delivery/secrets-manager.ts";
import type { Clock } from "./lib/clock.ts";
import type { Paging } from "./lib/paging.ts";
import type { Turnstile } from "./lib/turnstile.ts";
import type { Background } from "./runtime/background.ts";
import type { Log } from "./runtime/log.ts";
import type { Driver } from "./storage/driver.ts";
import type { Tokens } from "./tokens/tokens.ts";
import type { Triggers } from "./triggers/invoke.ts";

/** Who calls: taken from the request, not verified unless `--iam verify` says so. */
export interface Caller {
  /** From the credential scope, else the server's region. */
  readonly region: string;
  readonly accountId: string;
  readonly accessKeyId?: string;
  /** The call has a signature that is good enough for operations that need one. */
  readonly isSigned?: boolean;
  readonly ipAddress: string;
  readonly userAgent?: string;
  /** Address and user agent are what the caller told of its user. */
  readonly told?: boolean;
}

/** Settings of the server that operations look at. */
export interface Settings {
  readonly region: string;
  readonly accountId: string;
  /** What links, the local issuer and upload addresses start with; no trailing slash. */
  readonly publicUrl: string;
  /** Where the server reaches itself. */
  readonly ownUrl: string;
  readonly issuer: "local" | "aws";
  /** Whether identity providers are real or this server stands in their place; absent: in that of social ones. */
  readonly federation?: "local" | "real";
  /** Every confirmation code is this one, cut or padded to the digits asked for. */
  readonly fixedCode?: string;
  /** The pages show developers what users do not see. */
  readonly developerBar: boolean;
}

/** What lives as long as the server. */
export interface Services {
  readonly store: Driver;
  readonly clock: Clock;
  readonly log: Log;
  readonly tokens: Tokens;
  readonly passwords: Passwords;
  readonly srp: Srp;
  readonly deliver: Deliver;
  readonly logDelivery: LogDelivery;
  readonly triggers: Triggers;
  readonly paging: Paging;
  readonly settings: Settings;
  readonly background: Background;
  readonly turnstile: Turnstile;
  /** Absent: secrets of app clients cannot be published. */
  readonly secretPublisher?: SecretPublisher;
  /** Gets the JSON at an https address that a caller named. Rejects with a reason that may be logged. */
  readonly fetchDocument: (url: string) => Promise<unknown>;
}

/** What an operation is handed. */
export interface Context extends Services {
  readonly caller: Caller;
  readonly requestId: string;
}

/** Every operation of the API as a function of its input and the context. */
export type Operations = GeneratedOperations<Context>;
