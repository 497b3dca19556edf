// The client's side of an SRP sign-in, as in Amazon's own libraries.
import { createDiffieHellman, createHash, createHmac, getDiffieHellman, randomBytes } from "node:crypto";

const PRIME = getDiffieHellman("modp15").getPrime();
const N = BigInt(`0x${PRIME.toString("hex")}`);
const group = createDiffieHellman(PRIME, 2);
const sha256 = (...parts: (string | Buffer)[]) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const number = (bytes: Buffer) => BigInt(`0x${bytes.toString("hex")}`);

function pad(value: bigint): Buffer {
  const hex = value.toString(16);
  const even = hex.length % 2 ? `0${hex}` : hex;
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, "hex");
}

const MULTIPLIER = number(sha256(pad(N), pad(2n)));

function power(base: bigint, exponent: bigint): bigint {
  group.setPrivateKey(pad(exponent));
  return number(base === 2n ? group.generateKeys() : group.computeSecret(pad(base)));
}

interface Challenge {
  readonly SALT: string;
  readonly SRP_B: string;
  readonly SECRET_BLOCK: string;
  readonly USER_ID_FOR_SRP: string;
}

/** @returns SRP_A, and what to answer to the challenge's parameters */
export function startSrp() {
  const secret = number(randomBytes(32));
  const publicValue = power(2n, secret);
  return {
    SRP_A: publicValue.toString(16),
    answer({ SALT, SRP_B, SECRET_BLOCK, USER_ID_FOR_SRP }: Challenge, { poolId, password }: { poolId: string; password: string }) {
      const holder = `${poolId.split("_")[1]}${USER_ID_FOR_SRP}`;
      const serverValue = BigInt(`0x${SRP_B}`);
      const scramble = number(sha256(pad(publicValue), pad(serverValue)));
      const exponent = number(sha256(pad(BigInt(`0x${SALT}`)), sha256(`${holder}:${password}`)));
      const base = (((serverValue - MULTIPLIER * power(2n, exponent)) % N) + N) % N;
      const shared = power(base, secret + scramble * exponent);
      const extracted = createHmac("sha256", pad(scramble)).update(pad(shared)).digest();
      const key = createHmac("sha256", extracted).update("Caldera Derived Key\x01").digest().subarray(0, 16);
      const [weekday, day, month, year, time] = new Date().toUTCString().replace(",", "").split(" ");
      const TIMESTAMP = `${weekday} ${month} ${Number(day)} ${time} UTC ${year}`;
      const block = Buffer.from(SECRET_BLOCK, "base64");
      const PASSWORD_CLAIM_SIGNATURE = createHmac("sha256", key).update(holder).update(block).update(TIMESTAMP).digest("base64");
      return { USERNAME: USER_ID_FOR_SRP, PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK, PASSWORD_CLAIM_SIGNATURE, TIMESTAMP };
    },
  };
}
