import { expect, test } from "vitest";
import { createClock } from "#src/lib/clock.ts";
import { createPaging } from "#src/lib/paging.ts";

const query = { operation: "ListUsers", poolId: "us-east-1_AbCdEf123", filter: 'email ^= "a"' };

test("decode, the same query, gives back the position", () => {
  const paging = createPaging({ clock: createClock() });
  expect(paging.decode(query, paging.encode(query, "användare 42"))).toBe("användare 42");
});

test("encode gives hundreds of base64 characters without white space, another one each time", () => {
  const paging = createPaging({ clock: createClock() });
  const token = paging.encode(query, "x");
  expect(token).toMatch(/^[A-Za-z0-9+/=]{200,}$/);
  expect(paging.encode(query, "x")).not.toBe(token);
});

test("decode, another query, gives nothing", () => {
  const paging = createPaging({ clock: createClock() });
  expect(paging.decode({ ...query, filter: 'email ^= "b"' }, paging.encode(query, "x"))).toBeUndefined();
});

test("decode, any one character changed, gives nothing", () => {
  const paging = createPaging({ clock: createClock() });
  const token = paging.encode(query, "x");
  for (let at = 0; at < token.length - 4; at += 7) {
    const changed = token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1);
    expect(paging.decode(query, changed)).toBeUndefined();
  }
});

test.each(["", "x", "eyJhIjoxfQ==", "not base64 at all !"])("decode, %j, gives nothing", (token) => {
  expect(createPaging({ clock: createClock() }).decode(query, token)).toBeUndefined();
});

test("decode, an hour later, gives nothing; a minute before, the position", () => {
  const clock = createClock();
  clock.set({ now: 1_700_000_000_000, frozen: true });
  const paging = createPaging({ clock });
  const token = paging.encode(query, "x");
  clock.set({ now: 1_700_000_000_000 + 59 * 60_000 });
  expect(paging.decode(query, token)).toBe("x");
  clock.set({ now: 1_700_000_000_000 + 60 * 60_000 });
  expect(paging.decode(query, token)).toBeUndefined();
});

test("decode, a token of a process with another key, gives nothing; with the same key, the position", () => {
  const clock = createClock();
  const key = Buffer.alloc(32, 7);
  const token = createPaging({ clock, key }).encode(query, "x");
  expect(createPaging({ clock }).decode(query, token)).toBeUndefined();
  expect(createPaging({ clock, key }).decode(query, token)).toBe("x");
});
