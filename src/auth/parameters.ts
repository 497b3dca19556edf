import { InvalidParameterException } from "#generated/errors.ts";
import type { Opening } from "./attempt.ts";

/** A parameter that a flow or challenge cannot do without. */
export const missingParameter = (name: string) => new InvalidParameterException(`Missing required parameter ${name}`);

/** The user's name, if there is one, as it is given: SECRET_HASH is made with it. */
export const givenName = ({ parameters: { USERNAME: name } }: Pick<Opening, "parameters">): readonly string[] => (name ? [name] : []);
