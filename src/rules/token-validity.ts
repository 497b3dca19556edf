import { InvalidParameterException } from "#generated/errors.ts";

export type TimeUnit = "seconds" | "minutes" | "hours" | "days";

/** A lifetime as a caller gives it: a number, a unit, either or neither. */
export interface LifetimeRequest {
  readonly value?: number;
  readonly unit?: TimeUnit;
}

export interface Lifetimes<T> {
  readonly access: T;
  readonly id: T;
  readonly refresh: T;
}

const SECONDS = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };
const FIVE_MINUTES = 300;
const DAY = 86_400;
const HOUR = 3600;
const TEN_YEARS = 315_360_000;

/** How long tokens live, in seconds. @throws InvalidParameterException outside of what Cognito allows */
export function lifetimesOf({ access, id, refresh }: Lifetimes<LifetimeRequest>): Lifetimes<number> {
  const lifetimes = {
    access: secondsOf(access, { value: 1, unit: "hours" }),
    id: secondsOf(id, { value: 1, unit: "hours" }),
    // 0 means the default, whatever the unit (AWS, CreateUserPoolClient).
    refresh: secondsOf(refresh.value === 0 ? {} : refresh, { value: 30, unit: "days" }),
  };
  const within = (seconds: number, least: number, most: number) => seconds >= least && seconds <= most;
  const allowed =
    within(lifetimes.access, FIVE_MINUTES, DAY) && within(lifetimes.id, FIVE_MINUTES, DAY) && within(lifetimes.refresh, HOUR, TEN_YEARS);
  if (!allowed) throw new InvalidParameterException("Invalid range for token validity.");
  if (Math.max(lifetimes.access, lifetimes.id) > lifetimes.refresh)
    throw new InvalidParameterException(
      "Access and Id Token expiration times must be less than or equal to refresh token expiration times.",
    );
  return lifetimes;
}

/** A unit without a number takes the default number with that unit, and the other way round. */
const secondsOf = ({ value, unit }: LifetimeRequest, standard: Required<LifetimeRequest>): number =>
  (value ?? standard.value) * SECONDS[unit ?? standard.unit];
