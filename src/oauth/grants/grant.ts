import type { Context } from "../../context.ts";
import type { Issued } from "../../tokens/grant.ts";
import type { ProvenClient } from "../client-authentication.ts";

/** A request for tokens by a client that has proven to be it. */
export interface GrantRequest extends ProvenClient {
  readonly ctx: Context;
  /** Kept its contract. */
  readonly form: Readonly<Record<string, string>>;
}

export interface Granted extends Issued {
  /** Of a token in the place of another (RFC 8693 section 2.2.1). */
  readonly exchanged?: { readonly issuedTokenType: string; readonly tokenType: "Bearer" | "N_A"; readonly scope: string };
}

/** @throws Refusal, or what the pool's trigger failed with */
export type Grant = (request: GrantRequest) => Promise<Granted>;
