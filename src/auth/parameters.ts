import { InvalidParameterException } from "#generated/errors.ts";

/** A parameter that a flow or challenge cannot do without. */
export const missingParameter = (name: string) => new InvalidParameterException(`Missing required parameter ${name}`);
