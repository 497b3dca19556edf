import { crc32 } from "node:zlib";

/** Eight hexadecimal digits that change with any flipped bit of the parts. */
export function checksum(...parts: readonly string[]): string {
  let sum = 0;
  for (const part of parts) sum = crc32("\n", crc32(part, sum));
  return sum.toString(16).padStart(8, "0");
}
