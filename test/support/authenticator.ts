import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** The little of CBOR (RFC 8949) that an authenticator writes. */
function cbor(value: number | string | Buffer | Map<unknown, unknown>): Buffer {
  if (typeof value === "number") return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === "string") return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, member]) => [cbor(key as number), cbor(member as number)])]);
}

function head(type: number, count: number): Buffer {
  if (count < 24) return Buffer.of((type << 5) | count);
  if (count < 256) return Buffer.of((type << 5) | 24, count);
  return Buffer.of((type << 5) | 25, count >> 8, count & 255);
}

const sha256 = (data: Buffer | string) => createHash("sha256").update(data).digest();
const base64url = (data: Buffer | string) => Buffer.from(data).toString("base64url");

/** Where and how a ceremony takes place; a test changes one thing to see it refused. */
export interface Ceremony {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly type?: string;
  readonly verified?: boolean;
  readonly counter?: number;
}

const AT = 0x40;
const FLAGS = (verified: boolean) => 0x01 | (verified ? 0x04 : 0);
const U32 = (value: number) => Buffer.of(value >>> 24, value >>> 16, value >>> 8, value);

/** An authenticator in software, written from WebAuthn Level 3 alone: it shares no code with what verifies it. */
export function softwareAuthenticator({
  origin,
  rpId,
  algorithm = "ES256",
}: {
  origin: string;
  rpId: string;
  algorithm?: "ES256" | "RS256" | "EdDSA";
}) {
  const { publicKey, privateKey } = keyPair(algorithm);
  const id = randomBytes(16);
  let counter = 0;
  const clientData = (type: string, challenge: string, at: Ceremony) =>
    Buffer.from(
      JSON.stringify({ type: at.type ?? type, challenge: at.challenge ?? challenge, origin: at.origin ?? origin, crossOrigin: false }),
    );
  const authenticatorData = (flags: number, at: Ceremony, rest = Buffer.alloc(0)) =>
    Buffer.concat([sha256(at.rpId ?? rpId), Buffer.of(flags | FLAGS(at.verified ?? true)), U32(at.counter ?? ++counter), rest]);
  const described = {
    id: base64url(id),
    rawId: base64url(id),
    type: "public-key",
    authenticatorAttachment: "platform",
    clientExtensionResults: {},
  };
  return {
    id: base64url(id),
    /** RegistrationResponseJSON for CredentialCreationOptions. */
    register: (options: Readonly<Record<string, unknown>>, at: Ceremony = {}) => {
      const challenge = String(options["challenge"]);
      const credential = Buffer.concat([Buffer.alloc(16), Buffer.of(0, id.length), id, cbor(coseKey(publicKey))]);
      const attestation = cbor(
        new Map<string, unknown>([
          ["fmt", "none"],
          ["attStmt", new Map()],
          ["authData", authenticatorData(AT, at, credential)],
        ]),
      );
      return {
        ...described,
        response: {
          clientDataJSON: base64url(clientData("webauthn.create", challenge, at)),
          attestationObject: base64url(attestation),
          transports: ["internal", "hybrid"],
        },
      };
    },
    /** AuthenticationResponseJSON for CREDENTIAL_REQUEST_OPTIONS, as JSON. */
    sign: (options: string | undefined, at: Ceremony = {}) => {
      if (options === undefined) throw new Error("the answer holds no options to sign");
      const data = clientData("webauthn.get", (JSON.parse(options) as { challenge: string }).challenge, at);
      const authData = authenticatorData(0, at);
      const signature = sign(algorithm === "EdDSA" ? null : "sha256", Buffer.concat([authData, sha256(data)]), privateKey);
      return JSON.stringify({
        ...described,
        response: { clientDataJSON: base64url(data), authenticatorData: base64url(authData), signature: base64url(signature) },
      });
    },
  };
}

function keyPair(algorithm: "ES256" | "RS256" | "EdDSA"): { publicKey: KeyObject; privateKey: KeyObject } {
  if (algorithm === "ES256") return generateKeyPairSync("ec", { namedCurve: "P-256" });
  return algorithm === "RS256" ? generateKeyPairSync("rsa", { modulusLength: 2048 }) : generateKeyPairSync("ed25519");
}

/** RFC 9053: kty, alg and the numbers of the key. */
function coseKey(key: KeyObject): Map<number, unknown> {
  const { kty, x = "", y = "", n = "", e = "" } = createPublicKey(key.export({ type: "spki", format: "pem" })).export({ format: "jwk" });
  const bytes = (text: string) => Buffer.from(text, "base64url");
  if (kty === "EC")
    return new Map<number, unknown>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, bytes(x)],
      [-3, bytes(y)],
    ]);
  if (kty === "RSA")
    return new Map<number, unknown>([
      [1, 3],
      [3, -257],
      [-1, bytes(n)],
      [-2, bytes(e)],
    ]);
  return new Map<number, unknown>([
    [1, 1],
    [3, -8],
    [-1, 6],
    [-2, bytes(x)],
  ]);
}
