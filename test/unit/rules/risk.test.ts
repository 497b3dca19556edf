import { describe, expect, test } from "vitest";
import type { RiskConfiguration } from "#src/records/risk-configurations.ts";
import { isCompromised } from "#src/rules/compromised-passwords.ts";
import { blocksCompromised, checkRanges, exceptionFor } from "#src/rules/risk.ts";

const exceptions = (blocked: string[], skipped: string[] = []): RiskConfiguration => ({
  poolId: "p",
  modifiedAt: 0,
  exceptions: { BlockedIPRangeList: blocked, SkippedIPRangeList: skipped },
});

describe("exceptionFor", () => {
  test.each([
    ["192.0.2.200", "192.0.2.0/24", "blocked"],
    ["192.0.3.0", "192.0.2.0/24", undefined],
    ["::ffff:192.0.2.1", "192.0.2.0/24", "blocked"],
    ["2001:db8::1", "2001:db8::/32", "blocked"],
    ["2001:db9::1", "2001:db8::/32", undefined],
    ["192.0.2.1", "2001:db8::/32", undefined],
    ["not an address", "0.0.0.0/0", undefined],
  ])("%s, where %s is blocked, is %s", (address, range, expected) => {
    expect(exceptionFor(exceptions([range]), address)).toBe(expected);
  });

  test("an address that is in both lists is blocked", () => {
    expect(exceptionFor(exceptions(["10.0.0.0/8"], ["10.1.0.0/16"]), "10.1.2.3")).toBe("blocked");
    expect(exceptionFor(exceptions([], ["10.1.0.0/16"]), "10.1.2.3")).toBe("skipped");
  });

  test("without a configuration there is no exception", () => {
    expect(exceptionFor(undefined, "10.1.2.3")).toBeUndefined();
  });
});

describe("checkRanges", () => {
  test.each(["10.0.0.0", "10.0.0.0/33", "2001:db8::/129", "10.0.0/8", "example.com/8", "10.0.0.0/", ""])("%j is refused", (range) => {
    expect(() => checkRanges([range])).toThrow("Incorrect CIDR format");
  });

  test("ranges of both families are accepted", () => {
    expect(() => checkRanges(["0.0.0.0/0", "10.0.0.1/32", "::/0", "2001:db8::1/128"])).not.toThrow();
  });
});

test("blocksCompromised, without a filter, holds for every occasion, and with one for those in it", () => {
  const configuration = (compromised: RiskConfiguration["compromised"]): RiskConfiguration => ({ poolId: "p", modifiedAt: 0, compromised });
  expect(blocksCompromised(configuration({ Actions: { EventAction: "BLOCK" } }), "SIGN_IN")).toBe(true);
  expect(blocksCompromised(configuration({ EventFilter: ["SIGN_UP"], Actions: { EventAction: "BLOCK" } }), "SIGN_IN")).toBe(false);
  expect(blocksCompromised(configuration({ Actions: { EventAction: "NO_ACTION" } }), "SIGN_IN")).toBe(false);
});

test("isCompromised, a password of the list, in another case, is found, and another is not", () => {
  expect(isCompromised("PASSWORD1!")).toBe(true);
  expect(isCompromised("Corr3ct-Horse")).toBe(false);
});
