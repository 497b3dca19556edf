import type { Client } from "../records/clients.ts";
import type { IdentityProvider } from "../records/identity-providers.ts";
import type { Attributes } from "../rules/attributes.ts";
import type { InboundAttributes } from "../triggers/inbound-federation.ts";

/** Somebody as an identity provider tells of them. */
export interface ExternalIdentity {
  /** Who it is at the provider: `sub`, `id`, `user_id` or NameID. */
  readonly subject: string;
  /** What the provider says of them, by its own names. */
  readonly claims: Attributes;
}

/** The same fresh from the provider, with where each claim was said. */
export interface Arrival extends ExternalIdentity {
  readonly said: InboundAttributes;
  /** By which a SAML provider knows the sign-in when it is to end. */
  readonly samlSession?: SamlSession;
}

export interface SamlSession {
  readonly nameId: string;
  readonly nameIdFormat?: string;
  readonly sessionIndex?: string;
}

/** Claims as texts; several values are `[a,b]`, each form-encoded (AWS, "Specifying identity provider attribute mappings"). */
export function claimTexts(claims: Readonly<Record<string, unknown>>): Attributes {
  const present = Object.entries(claims).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(present.map(([name, value]) => [name, claimText(value)]));
}

function claimText(value: unknown): string {
  if (Array.isArray(value))
    return value.length === 1 ? claimText(value[0]) : `[${value.map((one) => formEncoded(claimText(one))).join(",")}]`;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

const formEncoded = (text: string): string => new URLSearchParams([["", text]]).toString().slice(1);

/**
 * The provider's claims as attributes of the pool. What it does not say is left alone, what it says to be blank is cleared
 * (an empty value here). An address or number is verified only where the mapping says so. What the client may not write is
 * left out in silence (AWS, "Specifying identity provider attribute mappings").
 */
export function mappedAttributes(
  { mapping }: Pick<IdentityProvider, "mapping">,
  claims: Attributes,
  client?: Pick<Client, "writeAttributes">,
): Attributes {
  const writable = (name: string): boolean => client?.writeAttributes?.includes(name) ?? true;
  const mapped = Object.entries(mapping).flatMap(([name, claim]) => {
    const value = claims[claim];
    return name !== "username" && value !== undefined && writable(name) ? [[name, value] as const] : [];
  });
  const attributes = Object.fromEntries(mapped);
  const flags = ["email", "phone_number"]
    .filter((name) => attributes[name] && attributes[`${name}_verified`] === undefined)
    .map((name) => [`${name}_verified`, "false"]);
  return { ...Object.fromEntries(flags), ...attributes };
}
