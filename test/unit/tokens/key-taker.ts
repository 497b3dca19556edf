// A process that takes all keys of a stock when it is told to, and says which it got.
import { createPublicKey } from "node:crypto";
import { folderStock } from "#src/tokens/key-stock.ts";

const stock = folderStock(process.argv[2]!)!;
process.once("message", () => {
  const taken: string[] = [];
  for (let key = stock.take(); key; key = stock.take()) taken.push(createPublicKey(key).export({ type: "spki", format: "pem" }).toString());
  process.send?.(taken);
});
process.send?.("ready");
