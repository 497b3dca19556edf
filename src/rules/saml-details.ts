import { InvalidParameterException } from "#generated/errors.ts";
import { readSamlMetadata } from "../lib/saml-metadata.ts";

type Details = Readonly<Record<string, string>>;

const FLAGS = ["IDPSignout", "IDPInit", "EncryptedResponses"];
/** What may be sent (AWS, CreateIdentityProvider); the certificate is in answers alone. */
const KEYS = ["MetadataURL", "MetadataFile", ...FLAGS, "RequestSigningAlgorithm", "SSORedirectBindingURI", "SLORedirectBindingURI"];

/** @throws InvalidParameterException */
export async function checkSamlDetails(given: Details): Promise<void> {
  const { MetadataURL: url, MetadataFile: file } = given;
  if (!url && !file) throw new InvalidParameterException("At least one of the MetadataURL or MetadataFile should be provided.");
  if (url && file) throw new InvalidParameterException("Only one of the MetadataURL or MetadataFile should be provided.");
  const foreign = Object.keys(given).find((name) => !KEYS.includes(name));
  if (foreign) throw new InvalidParameterException(`${foreign} is not a valid key for SAML identity provider details.`);
  // Assumption: the wording of the rest.
  if (url && !(URL.canParse(url) && /^https?:/i.test(url))) throw new InvalidParameterException("MetadataURL is not a valid URL.");
  if (file && !(await readSamlMetadata(file))) throw new InvalidParameterException("MetadataFile is not a valid SAML metadata document.");
  const wrong = FLAGS.find((name) => given[name] !== undefined && !/^(?:true|false)$/.test(given[name]));
  if (wrong) throw new InvalidParameterException(`${wrong} should be true or false.`);
  const algorithm = given["RequestSigningAlgorithm"];
  if (algorithm !== undefined && algorithm !== "rsa-sha256")
    throw new InvalidParameterException("RequestSigningAlgorithm should be rsa-sha256.");
}

/** Where the provider wants its redirects, if the metadata came along; behind a URL they are read when somebody signs in. */
export async function samlAdditions({ MetadataFile: metadata }: Details): Promise<Details> {
  if (metadata === undefined) return {};
  const { signInUrl, signOutUrl } = (await readSamlMetadata(metadata)) ?? {};
  return { ...(signInUrl && { SSORedirectBindingURI: signInUrl }), ...(signOutUrl && { SLORedirectBindingURI: signOutUrl }) };
}
