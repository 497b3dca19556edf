import { createPublicKey, type KeyObject, randomBytes, sign } from "node:crypto";
import { bitString, integer, nothing, objectId, sequence, set, tagged, text, time } from "./der.ts";

export interface CertificateRequest {
  /** RSA; it is in the certificate by its public half, and signs it. */
  readonly privateKey: KeyObject;
  readonly commonName: string;
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
}

const SHA256_WITH_RSA = sequence(objectId("1.2.840.113549.1.1.11"), nothing());
const COMMON_NAME = "2.5.4.3";
const VERSION_3 = 2n;
const SERIAL_BYTES = 8;

/** A self-signed X.509 certificate (RFC 5280 section 4.1) in DER. */
export function selfSignedCertificate({ privateKey, commonName, notBefore, notAfter }: CertificateRequest): Buffer {
  const name = sequence(set(sequence(objectId(COMMON_NAME), text(commonName))));
  const body = sequence(
    tagged(0, integer(VERSION_3)),
    integer(BigInt(`0x01${randomBytes(SERIAL_BYTES).toString("hex")}`)),
    SHA256_WITH_RSA,
    name,
    sequence(time(notBefore), time(notAfter)),
    name,
    createPublicKey(privateKey).export({ format: "der", type: "spki" }),
  );
  return sequence(body, SHA256_WITH_RSA, bitString(sign("sha256", body, privateKey)));
}
