import { defineTable } from "./table.ts";

/** What a pool signs its SAML requests with. The key never leaves; the certificate is public. */
export interface SigningCertificate {
  readonly poolId: string;
  /** PKCS #8 in base64. */
  readonly privateKey: string;
  /** DER in base64. */
  readonly certificate: string;
  readonly issuedAt: number;
}

export const SIGNING_CERTIFICATE_ID = "saml";

export const signingCertificates = defineTable<SigningCertificate>({
  name: "signingCertificates",
  partition: (certificate) => certificate.poolId,
  id: () => SIGNING_CERTIFICATE_ID,
  indexes: {},
});
