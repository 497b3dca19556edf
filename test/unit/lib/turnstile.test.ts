import { expect, test } from "vitest";
import { createTurnstile } from "#src/lib/turnstile.ts";

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

test("no more are inside at once than allowed, all get in, and names do not wait for each other", async () => {
  const turnstile = createTurnstile();
  let [inside, most] = [0, 0];
  const pass = (name: string) =>
    turnstile.pass(
      name,
      async () => 3,
      async () => {
        most = Math.max(most, ++inside);
        await turn();
        inside -= 1;
        return name;
      },
    );
  expect(await Promise.all(Array.from({ length: 20 }, () => pass("one")))).toHaveLength(20);
  expect(most).toBe(3);
  await Promise.all(["one", "two", "three", "four", "five"].map(pass));
  expect(most).toBe(5);
});

test("one may pass whatever the allowance, and a task or an allowance that fails lets the next one in", async () => {
  const turnstile = createTurnstile();
  const failing = async () => Promise.reject(new Error("no"));
  const tasks = [
    turnstile.pass("one", async () => -3, failing),
    turnstile.pass("one", failing, async () => 1),
    turnstile.pass(
      "one",
      async () => 0,
      async () => 2,
    ),
    turnstile.pass(
      "one",
      async () => 0,
      async () => 3,
    ),
  ];
  const results = await Promise.allSettled(tasks);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled", "fulfilled"]);
});
