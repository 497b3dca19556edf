import type { Client } from "../../records/clients.ts";
import type { Domain } from "../../records/domains.ts";
import type { Pool } from "../../records/pools.ts";
import type { Stored } from "../../storage/driver.ts";
import type { Answer } from "../../web/answer.ts";
import type { SignedInBrowser } from "../../web/browser-session.ts";
import type { Call } from "../call.ts";

/** A request for a sign-in. A step finds the members there that steps above it have found out. */
export interface AuthorizeRequest {
  readonly call: Call;
  /** The parameters as they were sent, empty ones left out. */
  readonly query: Readonly<Record<string, string>>;
  readonly client: Client & Stored;
  readonly pool: Pool & Stored;
  readonly domain: Domain;
  readonly redirectUri: string;
  readonly responseType: "code" | "token";
  readonly scopes: readonly string[];
  /** The name of the provider that the client asks for, if it may: `COGNITO` is the pool itself. */
  readonly provider?: string;
  /** Values of `prompt`. */
  readonly prompt: readonly string[];
  /** Who is signed in in this browser, as far as that counts for this request. */
  readonly session?: SignedInBrowser;
}

export interface Found {
  readonly found: Partial<AuthorizeRequest>;
}

/** Looks at one thing. An answer ends the request; nothing lets it go on. @throws Refusal */
export type Step = (request: AuthorizeRequest) => Promise<Found | Answer | undefined> | Found | Answer | undefined;
