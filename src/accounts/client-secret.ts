import { timingSafeEqual } from "node:crypto";
import type { Client } from "../records/clients.ts";

/** What is wrong with the secret that somebody shows for a client. One that has none must not be shown one either. */
export function faultOfSecret({ secrets }: Pick<Client, "secrets">, given: string | undefined): "missing" | "wrong" | undefined {
  if (given === undefined) return secrets.length > 0 ? "missing" : undefined;
  return secrets.some(({ value }) => isEqual(value, given)) ? undefined : "wrong";
}

/** Takes the same time wherever the two differ. */
function isEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
