import { createHash, createHmac, randomBytes } from "node:crypto";

// The client's side of Cognito's SRP, written from its public description with big numbers: nothing of src is used.

const N = BigInt(
  `0x${[
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD",
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED",
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F",
    "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B",
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510",
    "15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7",
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C",
    "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
  ].join("")}`,
);
export const MODULUS = N;
const G = 2n;

const hash = (...parts: (Buffer | string)[]): Buffer => parts.reduce((sum, part) => sum.update(part), createHash("sha256")).digest();
const toNumber = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString("hex")}`);

/** Java's BigInteger.toByteArray. */
function bytesOf(value: bigint): Buffer {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return Buffer.from(parseInt(even[0]!, 16) >= 8 ? `00${even}` : even, "hex");
}

function power(base: bigint, exponent: bigint): bigint {
  let [result, square] = [1n, ((base % N) + N) % N];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % N;
    square = (square * square) % N;
  }
  return result;
}

/** Whom the password belongs to: a pool's name and a user, or a device group's key and a device. */
export interface Holder {
  readonly group: string;
  readonly id: string;
  readonly password: string;
}

export type Values = Readonly<Record<string, string>>;

const exponentOf = ({ group, id, password }: Holder, salt: bigint): bigint =>
  toNumber(hash(bytesOf(salt), hash(`${group}${id}:${password}`)));

export const srpTimestamp = (date: Date): string => {
  const [weekday, day, month, year] = date.toUTCString().replace(",", "").split(" ");
  return `${weekday} ${month} ${Number(day)} ${date.toUTCString().slice(17, 25)} UTC ${year}`;
};

/** One exchange: SRP_A, and the answer to what the server says to it. */
export function startSrp(secret: bigint = toNumber(randomBytes(128))) {
  const clientValue = power(G, secret);
  return {
    SRP_A: clientValue.toString(16),
    /** PASSWORD_CLAIM_* and TIMESTAMP. */
    prove(holder: Holder, { SRP_B, SALT, SECRET_BLOCK }: Values, timestamp = srpTimestamp(new Date())): Values {
      const serverValue = BigInt(`0x${SRP_B}`);
      const x = exponentOf(holder, BigInt(`0x${SALT}`));
      const u = toNumber(hash(bytesOf(clientValue), bytesOf(serverValue)));
      const k = toNumber(hash(bytesOf(N), bytesOf(G)));
      const shared = power(serverValue - k * power(G, x), secret + u * x);
      const extracted = createHmac("sha256", bytesOf(u)).update(bytesOf(shared)).digest();
      const key = createHmac("sha256", extracted).update("Caldera Derived Key\u0001").digest().subarray(0, 16);
      const block = Buffer.from(SECRET_BLOCK!, "base64");
      const signature = createHmac("sha256", key).update(holder.group).update(holder.id).update(block).update(timestamp).digest("base64");
      return { PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK!, PASSWORD_CLAIM_SIGNATURE: signature, TIMESTAMP: timestamp };
    },
  };
}

/** What ConfirmDevice registers for a device's password. */
export function deviceVerifier(holder: Holder, salt: bigint = toNumber(randomBytes(16))) {
  return {
    Salt: bytesOf(salt).toString("base64"),
    PasswordVerifier: bytesOf(power(G, exponentOf(holder, salt))).toString("base64"),
  };
}
