import type { Model, Shape } from "../../../codegen/model.ts";

const reference = (shape: string | undefined) => (shape === undefined ? undefined : { shape });

/** Writes facts in the layout of botocore's service models, as far as an import reads it. */
export function serviceModelOf(model: Model): object {
  const operations = Object.entries(model.operations).map(([name, operation]) => [
    name,
    {
      input: reference(operation.request),
      output: reference(operation.response ?? undefined),
      errors: operation.errors.map((shape) => ({ shape })),
      ...(operation.iam ? {} : { authtype: "none" }),
    },
  ]);
  const shapes = Object.entries(model.schemas).map(([name, shape]) => [name, serviceShape(shape)]);
  return {
    metadata: { targetPrefix: "AWSCognitoIdentityProviderService" },
    operations: Object.fromEntries(operations),
    shapes: Object.fromEntries(shapes),
  };
}

function serviceShape(shape: Shape): object {
  const { kind, members, deprecated, items, key, value, ...limits } = shape;
  const exception = kind === "exception" || undefined;
  const withFlags = Object.entries(members ?? {}).map(([name, target]) => [
    name,
    { shape: target, deprecated: deprecated?.includes(name) },
  ]);
  return {
    ...limits,
    type: exception ? "structure" : kind,
    exception,
    members: members && Object.fromEntries(withFlags),
    member: reference(items),
    key: reference(key),
    value: reference(value),
  };
}
