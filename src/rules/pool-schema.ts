import { InvalidParameterException } from "#generated/errors.ts";
import type { AttributeDataType, SchemaAttribute } from "../records/pools.ts";
import { type BoundsRequest, boundsOf } from "./schema-bounds.ts";

/** What a caller asks for: one entry of Schema or CustomAttributes. */
export interface AttributeRequest {
  readonly name: string;
  readonly type?: AttributeDataType;
  readonly mutable?: boolean;
  readonly required?: boolean;
  readonly developerOnly?: boolean;
  readonly stringBounds?: BoundsRequest;
  readonly numberBounds?: BoundsRequest;
}

const DATA_TYPES: readonly AttributeDataType[] = ["String", "Number", "DateTime", "Boolean"];

/** A pool's custom attributes, existing ones included (AWS, "Quotas in Amazon Cognito"). */
const CUSTOM_LIMIT = 50;

const standard = (name: string, attribute: Partial<SchemaAttribute> = {}): SchemaAttribute => ({
  name,
  type: "String",
  mutable: true,
  required: false,
  developerOnly: false,
  constrained: true,
  min: "0",
  max: "2048",
  ...attribute,
});
const flag = (name: string) => standard(name, { type: "Boolean", constrained: false, min: undefined, max: undefined });

/** The standard attributes of every pool, in the order in which AWS's documented answers list them. */
export const STANDARD_ATTRIBUTES: readonly SchemaAttribute[] = [
  standard("sub", { mutable: false, required: true, min: "1" }),
  standard("name"),
  standard("given_name"),
  standard("family_name"),
  standard("middle_name"),
  standard("nickname"),
  standard("preferred_username"),
  standard("profile"),
  standard("picture"),
  standard("website"),
  standard("email"),
  flag("email_verified"),
  standard("gender"),
  standard("birthdate", { min: "10", max: "10" }),
  standard("zoneinfo"),
  standard("locale"),
  standard("phone_number"),
  flag("phone_number_verified"),
  standard("address"),
  standard("updated_at", { type: "Number", min: "0", max: undefined }),
];

const standardNamed = (name: string) => STANDARD_ATTRIBUTES.find((attribute) => attribute.name === name);

/** The schema of a new pool: the standard attributes, changed where asked, then the custom ones. @throws InvalidParameterException */
export function newSchema(requests: readonly AttributeRequest[]): SchemaAttribute[] {
  const changed = new Map<string, SchemaAttribute>();
  for (const request of requests) {
    const base = standardNamed(request.name);
    if (base) changed.set(base.name, changedStandard(base, request));
  }
  const customs = customAttributes(requests.filter(({ name }) => !standardNamed(name)));
  return [...STANDARD_ATTRIBUTES.map((attribute) => changed.get(attribute.name) ?? attribute), ...customs];
}

const IDENTITIES = standard("identities", { min: undefined, max: undefined });

/** The schema of a pool that has, or once had, an identity provider: with the links of federated users (AWS, describe-user-pool). */
export const federatedSchema = (schema: readonly SchemaAttribute[]): readonly SchemaAttribute[] =>
  schema.some(({ name }) => name === IDENTITIES.name) ? schema : [...schema, IDENTITIES];

/** The schema with custom attributes added. @throws InvalidParameterException */
export function extendedSchema(schema: readonly SchemaAttribute[], requests: readonly AttributeRequest[]): SchemaAttribute[] {
  const added = customAttributes(requests);
  for (const { name } of added) {
    const existing = schema.find((attribute) => bareName(attribute.name) === bareName(name) && isCustom(attribute.name));
    if (existing) throw new InvalidParameterException(`custom:${bareName(name)}: Existing attribute already has name ${existing.name}.`);
  }
  const extended = [...schema, ...added];
  // Assumption: the wording; AWS's own is not known.
  if (extended.filter(({ name }) => isCustom(name)).length > CUSTOM_LIMIT)
    throw new InvalidParameterException(`A user pool cannot have more than ${CUSTOM_LIMIT} custom attributes.`);
  return extended;
}

const isCustom = (name: string) => name.startsWith("custom:") || name.startsWith("dev:custom:");
const bareName = (name: string) =>
  name.slice(name.startsWith("dev:custom:") ? "dev:custom:".length : name.startsWith("custom:") ? "custom:".length : 0);

function changedStandard(base: SchemaAttribute, request: AttributeRequest): SchemaAttribute {
  const { name } = base;
  if ((request.type ?? base.type) !== base.type || request.developerOnly)
    throw new InvalidParameterException(
      `You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute ${name}`,
    );
  // Every user has a sub that never changes, whatever the request says.
  if (name === "sub") return base;
  const given = boundsOf({ name, custom: false, type: base.type, string: request.stringBounds, number: request.numberBounds });
  return {
    ...base,
    mutable: request.mutable ?? base.mutable,
    required: request.required ?? base.required,
    min: given?.min ?? base.min,
    max: given?.max ?? base.max,
  };
}

function customAttributes(requests: readonly AttributeRequest[]): SchemaAttribute[] {
  const attributes = requests.map(customAttribute);
  const names = attributes.map(({ name }) => bareName(name));
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined)
    throw new InvalidParameterException(`Duplicate custom attribute names custom:${twice} are not allowed in a user pool schema.`);
  return attributes;
}

function customAttribute(request: AttributeRequest): SchemaAttribute {
  const { type, required = false, mutable = true, developerOnly = false } = request;
  const name = `${developerOnly ? "dev:" : ""}custom:${request.name}`;
  if (required) throw new InvalidParameterException("Required custom attributes are not supported currently.");
  // Assumption: the wording. The model does not ask for a name, but there is no attribute without one.
  if (request.name === "") throw new InvalidParameterException("A schema attribute needs a name.");
  // Of a type that there is not, too: AWS does not check it with the other values of the request.
  if (!type || !DATA_TYPES.includes(type))
    throw new InvalidParameterException("Invalid AttributeDataType input, consider using the provided AttributeDataType enum.");
  const bounds = boundsOf({ name, custom: true, type, string: request.stringBounds, number: request.numberBounds });
  return { name, type, mutable, required, developerOnly, ...bounds, constrained: bounds !== undefined };
}
