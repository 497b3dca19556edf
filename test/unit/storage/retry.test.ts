import { expect, test } from "vitest";
import { StaleWrite } from "#src/storage/driver.ts";
import { retryStale } from "#src/storage/retry.ts";

const stale = () => new StaleWrite({ table: "t", partition: "p", id: "i" });
const failing = (times: number) => {
  let rounds = 0;
  return async () => {
    rounds += 1;
    if (rounds <= times) throw stale();
    return rounds;
  };
};

test("a round that met another write is run again until it succeeds", async () => {
  expect(await retryStale(failing(3))).toBe(4);
});

test("a row that stays contended ends in the caller's own error", async () => {
  await expect(retryStale(failing(1000), () => new Error("busy"))).rejects.toThrow("busy");
  await expect(retryStale(failing(1000))).rejects.toBeInstanceOf(StaleWrite);
});

test("any other error is passed on at once", async () => {
  let rounds = 0;
  const round = async () => {
    rounds += 1;
    throw new Error("broken");
  };
  await expect(retryStale(round, () => new Error("busy"))).rejects.toThrow("broken");
  expect(rounds).toBe(1);
});
