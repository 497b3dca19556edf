import { describe, expect, test } from "vitest";
import { differenceOf, undo } from "#src/history/difference.ts";

const ADA = { sub: "1", attributes: { email: "ada@example.com", name: "Ada" }, status: "CONFIRMED", modifiedAt: 1 };
const TOTP = { secret: "AAAA", lastStep: 5 };

const after = (change: object) => differenceOf("users", ADA, { ...ADA, ...change });

describe("the difference that a change makes", () => {
  test("is the members that became others, as they were", () => {
    expect(after({ modifiedAt: 2, attributes: { ...ADA.attributes, name: "Countess" } })).toEqual({
      waits: true,
      past: { members: { modifiedAt: 1, attributes: ADA.attributes } },
    });
  });

  test("names what was not there, and takes undefined for absent", () => {
    expect(after({ totp: TOTP, mfa: undefined })).toEqual({ waits: true, past: { members: {}, lacked: ["totp"] } });
  });

  test("is the whole of a row that is removed, and nothing of one that is added", () => {
    expect(differenceOf("users", ADA, undefined)).toEqual({ waits: true, past: { whole: ADA } });
    expect(differenceOf("users", undefined, ADA)).toEqual({ waits: true, past: {} });
  });

  test.each([
    ["equal members", { attributes: { ...ADA.attributes } }, { waits: false }],
    ["a sign-out", { signOuts: 1 }, { waits: false }],
    ["a secret that waits for its first code", { pendingTotp: "x" }, { waits: true }],
  ])("is none to remember with %s", (_, change, difference) => expect(after(change)).toEqual(difference));

  test("is none to remember where an authenticator app's code was used, and one where the app is another", () => {
    const user = { ...ADA, totp: TOTP };
    expect(differenceOf("users", user, { ...user, totp: { ...TOTP, lastStep: 6 } })).toEqual({ waits: true });
    expect(differenceOf("users", user, { ...user, totp: { ...TOTP, secret: "BBBB" } }).past).toEqual({ members: { totp: TOTP } });
  });

  test("lets the counter of a passkey go on", () => {
    expect(differenceOf("passkeys", { id: "k", counter: 1 }, { id: "k", counter: 2 })).toEqual({ waits: false });
  });
});

test("changes that are undone from the last one on give the row as it was, also where one is undone twice", () => {
  const states: (object | undefined)[] = [
    undefined,
    ADA,
    { ...ADA, status: "RESET_REQUIRED", extra: 1 },
    { ...ADA, attributes: { email: "new@example.com" } },
    undefined,
    { ...ADA, status: "UNCONFIRMED" },
  ];
  const pasts = states.slice(1).map((state, index) => differenceOf("users", states[index], state).past!);
  // As they are when they have been written and read.
  const read = JSON.parse(JSON.stringify(pasts)) as typeof pasts;
  for (let moment = 0; moment < states.length; moment += 1) {
    const undone = read.slice(moment).reverse();
    const then = undone.reduce<object | undefined>(undo, states.at(-1));
    expect(then).toEqual(states[moment]);
    expect(undone.reduce<object | undefined>(undo, then)).toEqual(states[moment]);
  }
});
