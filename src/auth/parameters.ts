import { InvalidParameterException } from "#generated/errors.ts";
import type { Opening, Parameters } from "./attempt.ts";

/** A parameter that a flow or challenge cannot do without. */
export const missingParameter = (name: string) => new InvalidParameterException(`Missing required parameter ${name}`);

/** @throws InvalidParameterException for one that is missing or empty */
export function required(parameters: Parameters, name: string): string {
  const value = parameters[name];
  if (!value) throw missingParameter(name);
  return value;
}

/** The user's name, if there is one, as it is given: SECRET_HASH is made with it. */
export const givenName = ({ parameters: { USERNAME: name } }: Pick<Opening, "parameters">): readonly string[] => (name ? [name] : []);
