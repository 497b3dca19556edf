import { expect, test } from "vitest";
import { type LifetimeRequest, lifetimesOf } from "#src/rules/token-validity.ts";

const lifetimes = (request: { access?: LifetimeRequest; id?: LifetimeRequest; refresh?: LifetimeRequest }) =>
  lifetimesOf({ access: {}, id: {}, refresh: {}, ...request });

test("without a wish tokens live an hour, an hour and thirty days", () => {
  expect(lifetimes({})).toEqual({ access: 3600, id: 3600, refresh: 2_592_000 });
});

test("values without a unit are hours, hours and days", () => {
  expect(lifetimes({ access: { value: 2 }, id: { value: 3 }, refresh: { value: 4 } })).toEqual({
    access: 7200,
    id: 10_800,
    refresh: 345_600,
  });
});

test("a refresh validity of zero means thirty days, whatever its unit", () => {
  expect(lifetimes({ refresh: { value: 0, unit: "seconds" } }).refresh).toBe(2_592_000);
});

test.each([
  ["access", 300, 86_400],
  ["id", 300, 86_400],
  ["refresh", 3600, 315_360_000],
] as const)("the lifetime of a token of kind %s is allowed at both its bounds and refused beyond them", (kind, least, most) => {
  const of = (value: number) =>
    lifetimes({ access: { value: 300, unit: "seconds" }, id: { value: 300, unit: "seconds" }, [kind]: { value, unit: "seconds" } });
  expect(of(least)[kind]).toBe(least);
  expect(of(most)[kind]).toBe(most);
  expect(() => of(least - 1)).toThrow("Invalid range for token validity.");
  expect(() => of(most + 1)).toThrow("Invalid range for token validity.");
});

test("no token may outlive the refresh token, but it may live as long", () => {
  const hour = { value: 1, unit: "hours" } as const;
  expect(lifetimes({ access: hour, id: hour, refresh: hour }).refresh).toBe(3600);
  expect(() => lifetimes({ id: { value: 61, unit: "minutes" }, refresh: hour })).toThrow("less than or equal to refresh token");
});
