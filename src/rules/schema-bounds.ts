import { InvalidParameterException } from "#generated/errors.ts";
import type { AttributeDataType } from "../records/pools.ts";

/** Smallest and largest length or value, as decimal text. */
export interface BoundsRequest {
  readonly min?: string;
  readonly max?: string;
}

export interface BoundedAttribute {
  readonly name: string;
  readonly custom: boolean;
  readonly type: AttributeDataType;
  readonly string?: BoundsRequest;
  readonly number?: BoundsRequest;
}

const LONGEST = 2048n;

/**
 * The constraints that hold for an attribute of this type: those of another kind are dropped, and types that are neither
 * String nor Number have none. @throws InvalidParameterException
 */
export function boundsOf({ name, custom, type, string, number }: BoundedAttribute): BoundsRequest | undefined {
  if (type !== "String" && type !== "Number") return undefined;
  const { min, max } = (type === "String" ? string : number) ?? {};
  if (![min, max].every(isNatural)) throw new InvalidParameterException(`Invalid ${type}AttributeConstraints for schema attribute ${name}`);
  if (type === "String" && [min, max].some((value) => value !== undefined && BigInt(value) > LONGEST))
    throw new InvalidParameterException(`user.${name}: String attributes cannot have a length of more than ${LONGEST}`);
  if (min !== undefined && max !== undefined && BigInt(min) > BigInt(max)) throw crossed(name, type, custom);
  return { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
}

const isNatural = (value: string | undefined) => value === undefined || /^\d{1,30}$/.test(value);

/** Measured on AWS for custom attributes ("it's" included); the form for standard ones is another service's account of it. */
function crossed(name: string, type: "String" | "Number", custom: boolean): InvalidParameterException {
  if (custom)
    return new InvalidParameterException(
      type === "String"
        ? `Attribute ${name} cannot have a max length shorter than it's min length`
        : `Attribute ${name} cannot have a max value smaller than it's min value`,
    );
  return new InvalidParameterException(
    type === "String"
      ? `user.${name}: Max length cannot be less than min length.`
      : `user.${name}: Max value cannot be less than min value.`,
  );
}
