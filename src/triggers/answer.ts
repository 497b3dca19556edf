import { isObject, unrecognizable } from "./invoke.ts";

/** Reads the members of a trigger's response. What is missing keeps its default, what is of another type is refused, what is not known is ignored. */

type Response = Readonly<Record<string, unknown>>;

/** Absent: false. @throws InvalidLambdaResponseException for anything but true and false, null included */
export function flag(response: Response, name: string): boolean {
  const value = response[name];
  if (value === undefined) return false;
  if (typeof value !== "boolean") throw unrecognizable();
  return value;
}

/** As `flag`, for a member that is null in the event. */
export const nullableFlag = (response: Response, name: string): boolean => (response[name] === null ? false : flag(response, name));

/** @throws InvalidLambdaResponseException */
export function text(response: Response, name: string): string | undefined {
  const value = response[name] ?? undefined;
  if (value !== undefined && typeof value !== "string") throw unrecognizable();
  return value;
}

/** @throws InvalidLambdaResponseException */
export function texts(response: Response, name: string): readonly string[] | undefined {
  const value = response[name] ?? undefined;
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) throw unrecognizable();
  return value;
}

/** A map of strings. @throws InvalidLambdaResponseException */
export function textMap(response: Response, name: string): Readonly<Record<string, string>> | undefined {
  const value = object(response, name);
  if (value && !Object.values(value).every((item) => typeof item === "string")) throw unrecognizable();
  return value as Readonly<Record<string, string>> | undefined;
}

/** @throws InvalidLambdaResponseException */
export function object(response: Response, name: string): Response | undefined {
  const value = response[name] ?? undefined;
  if (value !== undefined && !isObject(value)) throw unrecognizable();
  return value;
}
