/** What a SAML provider publishes about itself (SAML metadata 2.0). */
export interface SamlMetadata {
  readonly entityId?: string;
  /** DER in base64; those for signing, or for both uses. */
  readonly signingCertificates: readonly string[];
  /** Where the redirect binding is answered. */
  readonly signInUrl?: string;
  readonly signOutUrl?: string;
  /** Where a form is answered, for those who have no redirect binding. */
  readonly signInPostUrl?: string;
}

const REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
const POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";
/** Text, attributes or children, as the parser gives them. */
type Node = Readonly<Record<string, unknown>>;

/** Loaded on demand: most servers know no SAML provider. Names without prefixes, attributes with @, every element a list. A document type, which could define entities, is refused before. */
async function xmlParser() {
  const { XMLParser } = await import("fast-xml-parser");
  return new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    removeNSPrefix: true,
    parseTagValue: false,
    parseAttributeValue: false,
    isArray: (_name, _path, _leaf, isAttribute) => !isAttribute,
  });
}

/** Undefined: no metadata document. Of a federation's document, the first entity that is a provider. */
export async function readSamlMetadata(text: string): Promise<SamlMetadata | undefined> {
  const root = await parsed(text);
  const entities = [
    ...childrenOf(root, "EntityDescriptor"),
    ...childrenOf(root, "EntitiesDescriptor").flatMap((all) => childrenOf(all, "EntityDescriptor")),
  ];
  const entity = entities.find((each) => childrenOf(each, "IDPSSODescriptor").length > 0) ?? entities[0];
  if (!entity) return undefined;
  const [provider] = childrenOf(entity, "IDPSSODescriptor");
  return {
    entityId: attributeOf(entity, "entityID"),
    signingCertificates: provider ? certificatesOf(provider) : [],
    signInUrl: locationOf(provider, "SingleSignOnService", REDIRECT),
    signOutUrl: locationOf(provider, "SingleLogoutService", REDIRECT),
    signInPostUrl: locationOf(provider, "SingleSignOnService", POST),
  };
}

async function parsed(text: string): Promise<Node | undefined> {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) return undefined;
  try {
    return (await xmlParser()).parse(text) as Node;
  } catch {
    return undefined;
  }
}

/** An empty element comes as an empty text. */
const childrenOf = (node: Node | undefined, name: string): Node[] =>
  ((node?.[name] ?? []) as unknown[]).map((child) => (typeof child === "object" && child !== null ? (child as Node) : {}));

const attributeOf = (node: Node, name: string): string | undefined => {
  const value = node[`@${name}`];
  return typeof value === "string" && value !== "" ? value : undefined;
};

function certificatesOf(provider: Node): string[] {
  const keys = childrenOf(provider, "KeyDescriptor").filter((key) => attributeOf(key, "use") !== "encryption");
  const data = keys.flatMap((key) => childrenOf(key, "KeyInfo")).flatMap((info) => childrenOf(info, "X509Data"));
  return data.flatMap((each) => textsOf(each, "X509Certificate")).map((text) => text.replace(/\s/g, ""));
}

const textsOf = (node: Node, name: string): string[] =>
  ((node[name] ?? []) as unknown[])
    .map((child) => (typeof child === "string" ? child : String((child as Node)["#text"] ?? "")))
    .filter(Boolean);

const locationOf = (provider: Node | undefined, service: string, binding: string): string | undefined => {
  const found = childrenOf(provider, service).find((each) => attributeOf(each, "Binding") === binding);
  return found && attributeOf(found, "Location");
};
