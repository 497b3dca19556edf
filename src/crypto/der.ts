/** Distinguished Encoding Rules (ITU-T X.690), as much of them as a certificate needs. */
const TAG = {
  integer: 0x02,
  bitString: 0x03,
  null: 0x05,
  objectId: 0x06,
  utf8: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
};

function element(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

/** Short form below 128, else the number of length bytes and those bytes (8.1.3). */
function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = bigEndian(BigInt(length));
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

function bigEndian(value: bigint): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 ? `0${hex}` : hex, "hex");
}

export const sequence = (...items: readonly Buffer[]): Buffer => element(TAG.sequence, Buffer.concat(items));
export const set = (...items: readonly Buffer[]): Buffer => element(TAG.set, Buffer.concat(items));
export const nothing = (): Buffer => element(TAG.null, Buffer.alloc(0));
export const text = (value: string): Buffer => element(TAG.utf8, Buffer.from(value, "utf8"));
export const bitString = (bytes: Buffer): Buffer => element(TAG.bitString, Buffer.concat([Buffer.from([0]), bytes]));
/** `[number] EXPLICIT`. */
export const tagged = (number: number, content: Buffer): Buffer => element(0xa0 | number, content);

/** A number that is not negative; a leading zero keeps its top bit from being a sign. */
export function integer(value: bigint): Buffer {
  const bytes = bigEndian(value);
  return element(TAG.integer, bytes[0]! & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

/** `1.2.840.113549`: the first two numbers share a byte, the others are written to the base of 128 (8.19). */
export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return element(TAG.objectId, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}

/** Two digits of the year until 2049, four from then on (RFC 5280 section 4.1.2.5). `ms` since 1970. */
export function time(ms: number): Buffer {
  const digits = `${new Date(ms)
    .toISOString()
    .replace(/\.\d+Z$/, "")
    .replace(/\D/g, "")}Z`;
  const short = new Date(ms).getUTCFullYear() < 2050;
  return element(short ? TAG.utcTime : TAG.generalizedTime, Buffer.from(short ? digits.slice(2) : digits, "ascii"));
}
