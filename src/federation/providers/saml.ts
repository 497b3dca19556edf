import { createHash } from "node:crypto";
import { type Profile, SAML, type SamlConfig, ValidateInResponseTo } from "@node-saml/node-saml";
import type { Context } from "../../context.ts";
import { readSamlMetadata, type SamlMetadata } from "../../lib/saml-metadata.ts";
import type { IdentityProvider } from "../../records/identity-providers.ts";
import { usedAssertions } from "../../records/saml-assertions.ts";
import { sweepExpired } from "../../records/sweep.ts";
import type { Attributes } from "../../rules/attributes.ts";
import { StaleWrite } from "../../storage/driver.ts";
import { type Arrival, claimTexts, type SamlSession } from "../external-identity.ts";
import { poolSigningKey } from "../pool-certificate.ts";
import { samlEntityId } from "../saml-entity.ts";
import { PATIENCE_MS } from "./endpoints.ts";
import { type Journey, type Upstream, UpstreamRefusal } from "./upstream.ts";

const MINUTE_MS = 60_000;
/** An answer has to come within five minutes, one that nobody asked for within six (AWS, "Using SAML identity providers"). */
const ANSWER_AGE_MS = 5 * MINUTE_MS;
const UNASKED_AGE_MS = 6 * MINUTE_MS;
const CLOCK_SKEW_MS = 5000;
/** Characters of an assertion (AWS, "Things to know about SAML IdPs"). */
const LONGEST = 100_000;

/** SAML 2.0 web browser sign-on. Providers live in real time, whatever the server's clock says. */
export const samlUpstream: Upstream = {
  async departure(ctx, journey) {
    const saml = await samlOf(ctx, journey, ASKED);
    return saml.getAuthorizeUrlAsync(journey.state, undefined, {});
  },
  arrival: (ctx, journey, parameters) => read(ctx, journey, { response: parameters.get("SAMLResponse") ?? "", asked: true }),
};

/** The answer of a provider that nobody has asked (IdP-initiated). @throws UpstreamRefusal */
export const unaskedArrival = (ctx: Context, journey: Journey, response: string): Promise<Arrival> =>
  read(ctx, journey, { response, asked: false });

/** Where the browser ends its session at the provider, with a signed request; undefined where the provider has no such address. */
export async function samlSignOutUrl(
  ctx: Context,
  journey: Journey,
  { nameId, nameIdFormat, sessionIndex }: SamlSession,
): Promise<string | undefined> {
  const { signOutUrl } = await metadataOf(journey.provider);
  if (!signOutUrl) return undefined;
  const saml = await samlOf(ctx, journey, UNASKED);
  const profile: Profile = { issuer: "", nameID: nameId, nameIDFormat: nameIdFormat ?? "", sessionIndex };
  return saml.getLogoutUrlAsync(profile, journey.state, {});
}

/**
 * Who an assertion speaks of that somebody presents by itself, in base64: alone or in the response that it came in. It has to be signed, meant for
 * the pool and bounded in time; for as long as it holds it may be presented again (RFC 8693 section 2.1). @throws UpstreamRefusal
 */
export async function presentedAssertion(ctx: Context, provider: IdentityProvider, token: string): Promise<Arrival> {
  const xml = Buffer.from(token, "base64").toString("utf8");
  // Nobody travels: the library wants an address all the same.
  const journey: Journey = { provider, returnUrl: samlEntityId(provider.poolId), state: "", nonce: "" };
  const saml = await samlOf(ctx, journey, { inResponseTo: ValidateInResponseTo.never, maxAgeMs: 0 });
  const profile = await profileOf(saml, Buffer.from(asResponse(xml)).toString("base64"));
  const { hasEnd } = assertionOf(profile);
  if (!hasEnd) throw refused("The assertion has no end");
  if (!profile.nameID) throw refused("NameID is missing");
  return arrivalOf(profile);
}

/** The library reads responses alone. An assertion's signature is its own, whatever stands around it. */
const asResponse = (xml: string): string =>
  /^\s*(<\?xml[^>]*\?>\s*)?<(\w+:)?Assertion[\s>]/.test(xml)
    ? `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">${xml.replace(/^\s*<\?xml[^>]*\?>/, "")}</samlp:Response>`
    : xml;

interface Response {
  /** Base64. */
  readonly response: string;
  readonly asked: boolean;
}

async function read(ctx: Context, journey: Journey, { response, asked }: Response): Promise<Arrival> {
  if (response.length === 0) throw refused("SAMLResponse is missing");
  if (response.length > (LONGEST * 4) / 3)
    throw refused(`The SAML response must have a length less than or equal to ${LONGEST} characters`);
  const saml = await samlOf(ctx, journey, asked ? ASKED : UNASKED);
  const profile = await profileOf(saml, response);
  const { id, recipients } = assertionOf(profile);
  if (!asked && profile["inResponseTo"] !== undefined) throw refused("InResponseTo is not expected in an unsolicited response");
  if (recipients.some((recipient) => recipient !== journey.returnUrl))
    throw refused("Recipient does not match the assertion consumer service");
  if (!profile.nameID) throw refused("NameID is missing");
  await useOnce(ctx, journey.provider, id);
  return arrivalOf(profile);
}

async function profileOf(saml: SAML, response: string): Promise<Profile> {
  let result: Awaited<ReturnType<SAML["validatePostResponseAsync"]>>;
  try {
    result = await saml.validatePostResponseAsync({ SAMLResponse: response });
  } catch (error) {
    throw refused(reasonOf((error as Error).message));
  }
  if (!result.profile) throw refused("The response holds no assertion");
  return result.profile;
}

/** The text for a signature is AWS's own; the library's others name no value of the response. */
const reasonOf = (message: string): string => (/signature/i.test(message) ? "SAML Response signature is invalid" : message.slice(0, 200));

interface Freshness {
  readonly inResponseTo: ValidateInResponseTo;
  /** 0: as long as the assertion itself says. */
  readonly maxAgeMs: number;
}

const ASKED: Freshness = { inResponseTo: ValidateInResponseTo.always, maxAgeMs: ANSWER_AGE_MS };
const UNASKED: Freshness = { inResponseTo: ValidateInResponseTo.never, maxAgeMs: UNASKED_AGE_MS };

async function samlOf(ctx: Context, { provider, returnUrl, nonce }: Journey, { inResponseTo, maxAgeMs }: Freshness): Promise<SAML> {
  const { entityId, signingCertificates, signInUrl, signOutUrl } = await metadataOf(provider);
  if (!signInUrl || signingCertificates.length === 0) throw refused("The metadata names no address for sign-in, or no certificate");
  const { details, poolId } = provider;
  const signs = details["RequestSigningAlgorithm"] === "rsa-sha256" || details["IDPSignout"] === "true";
  const key = signs || details["EncryptedResponses"] === "true" ? await poolSigningKey(ctx, poolId) : undefined;
  const config: SamlConfig = {
    callbackUrl: returnUrl,
    entryPoint: signInUrl,
    ...(signOutUrl && { logoutUrl: signOutUrl }),
    issuer: samlEntityId(poolId),
    audience: samlEntityId(poolId),
    ...(entityId && { idpIssuer: entityId }),
    idpCert: [...signingCertificates],
    ...(signs && key && { privateKey: key }),
    ...(details["EncryptedResponses"] === "true" && key && { decryptionPvk: key }),
    signatureAlgorithm: "sha256",
    digestAlgorithm: "sha256",
    identifierFormat: null,
    disableRequestedAuthnContext: true,
    // One of the two has to be signed; the library then reads that part alone.
    wantAuthnResponseSigned: false,
    wantAssertionsSigned: false,
    validateInResponseTo: inResponseTo,
    acceptedClockSkewMs: CLOCK_SKEW_MS,
    maxAssertionAgeMs: maxAgeMs,
    generateUniqueId: () => nonce,
    cacheProvider: onlyRequest(nonce),
  };
  return new SAML(config);
}

/** The browser's own state says which request it was; no other is known. */
const onlyRequest = (id: string) => ({
  saveAsync: async (_key: string, value: string) => ({ value, createdAt: Date.now() }),
  getAsync: async (key: string) => (key === id ? new Date().toISOString() : null),
  removeAsync: async () => null,
});

/** @throws UpstreamRefusal */
export async function metadataOf({ details }: IdentityProvider): Promise<SamlMetadata> {
  const text = details["MetadataFile"] ?? (await fetchedMetadata(details["MetadataURL"] ?? ""));
  const metadata = await readSamlMetadata(text);
  if (!metadata) throw refused("The metadata cannot be read");
  return {
    ...metadata,
    signInUrl: details["SSORedirectBindingURI"] ?? metadata.signInUrl,
    signOutUrl: details["SLORedirectBindingURI"] ?? metadata.signOutUrl,
  };
}

async function fetchedMetadata(url: string): Promise<string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!response.ok) throw new Error(String(response.status));
    return await response.text();
  } catch {
    throw refused("The metadata cannot be fetched");
  }
}

interface Assertion {
  readonly id: string;
  readonly recipients: readonly string[];
  /** Its conditions say until when it holds. */
  readonly hasEnd: boolean;
}

/** Of the part whose signature holds. */
function assertionOf(profile: Profile): Assertion {
  const assertion = (profile.getAssertion?.() as { Assertion?: XmlElement } | undefined)?.Assertion;
  const confirmations = elements(elements(assertion, "Subject")[0], "SubjectConfirmation");
  const recipients = confirmations.flatMap((each) => elements(each, "SubjectConfirmationData")).map((data) => data.$?.["Recipient"]);
  const id = assertion?.$?.["ID"];
  if (!id) throw refused("The assertion has no ID");
  const hasEnd = elements(assertion, "Conditions").some((conditions) => conditions.$?.["NotOnOrAfter"] !== undefined);
  return { id, recipients: recipients.filter((recipient) => recipient !== undefined), hasEnd };
}

interface XmlElement {
  readonly $?: Readonly<Record<string, string>>;
  readonly [name: string]: unknown;
}

const elements = (parent: XmlElement | undefined, name: string): XmlElement[] =>
  ((parent?.[name] ?? []) as unknown[]).filter((child): child is XmlElement => typeof child === "object" && child !== null);

/** @throws UpstreamRefusal for an assertion that was used before */
async function useOnce({ store }: Context, { poolId, name }: IdentityProvider, assertionId: string): Promise<void> {
  const now = Date.now();
  const id = createHash("sha256").update(`${name} ${assertionId}`).digest("base64url");
  try {
    await store.commit([usedAssertions.put({ poolId, id, expiresAt: now + 2 * UNASKED_AGE_MS })]);
  } catch (error) {
    if (error instanceof StaleWrite) throw refused("The assertion has been used already");
    throw error;
  }
  await sweepExpired(store, usedAssertions, poolId, now);
}

function arrivalOf({ nameID, nameIDFormat, sessionIndex, attributes }: Profile): Arrival {
  const claims: Attributes = { ...claimTexts((attributes ?? {}) as Readonly<Record<string, unknown>>), NameID: nameID };
  return {
    subject: nameID,
    claims,
    said: { samlResponse: claims },
    samlSession: { nameId: nameID, nameIdFormat: nameIDFormat, sessionIndex },
  };
}

const refused = (reason: string): UpstreamRefusal => new UpstreamRefusal("server_error", `Invalid SAML response received: ${reason}`);
