/** What differs between an expected and an actual value; empty when nothing does. */
export function differences(expected: unknown, actual: unknown, path = ""): string[] {
  if (typeof expected === "string" && /^\$(re:|\w+$)/.test(expected))
    return matches(expected, actual) ? [] : [`${path || "answer"}: ${show(actual)} is not ${expected}`];
  if (Array.isArray(expected)) return listDifferences(expected, actual, path);
  if (typeof expected === "object" && expected !== null) {
    if (typeof actual !== "object" || actual === null || Array.isArray(actual))
      return [`${path || "answer"}: expected an object, got ${show(actual)}`];
    return Object.entries(expected).flatMap(([name, member]) =>
      differences(member, (actual as Record<string, unknown>)[name], path ? `${path}.${name}` : name),
    );
  }
  return Object.is(expected, actual) ? [] : [`${path || "answer"}: expected ${show(expected)}, got ${show(actual)}`];
}

function listDifferences(expected: readonly unknown[], actual: unknown, path: string): string[] {
  if (!Array.isArray(actual) || actual.length !== expected.length)
    return [`${path}: expected ${expected.length} items, got ${show(actual)}`];
  return expected.flatMap((item, index) => differences(item, actual[index], `${path}[${index}]`));
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const MATCHERS: Readonly<Record<string, (value: unknown) => boolean>> = {
  $string: (value) => typeof value === "string",
  $number: (value) => typeof value === "number",
  $boolean: (value) => typeof value === "boolean",
  $uuid: (value) => typeof value === "string" && UUID.test(value),
  $date: (value) => typeof value === "number" && value > 1e9 && value < 1e11,
  $absent: (value) => value === undefined,
  $any: (value) => value !== undefined,
};

function matches(matcher: string, value: unknown): boolean {
  if (matcher.startsWith("$re:")) return typeof value === "string" && new RegExp(matcher.slice(4), "u").test(value);
  const known = MATCHERS[matcher];
  if (!known) return matcher === value;
  return known(value);
}

const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
};

/** Reads `User.Attributes[Name=sub].Value`, `Items[0].Id` or `Items.0.Id` of a value. */
export function valueAt(value: unknown, path: string): unknown {
  const steps = path.match(/\[[^\]]*\]|[^.[\]]+/g) ?? [];
  return steps.reduce<unknown>((current, step) => stepInto(current, step), value);
}

function stepInto(current: unknown, step: string): unknown {
  if (current === undefined || current === null) return undefined;
  const [, member, wanted] = /^\[([^=\]]+)=(.*)\]$/.exec(step) ?? [];
  if (member === undefined) return (current as Record<string, unknown>)[step.replace(/^\[|\]$/g, "")];
  return Array.isArray(current) ? current.find((item) => String((item as Record<string, unknown>)[member]) === wanted) : undefined;
}

/** A copy without what stands at these paths. */
export function without(value: unknown, paths: readonly string[]): unknown {
  const copy = structuredClone(value);
  for (const path of paths) {
    const [, parentPath = "", last = path] = /^(?:(.*)\.)?([^.]+)$/.exec(path) ?? [];
    const parent = parentPath ? valueAt(copy, parentPath) : copy;
    if (typeof parent === "object" && parent !== null) delete (parent as Record<string, unknown>)[last];
  }
  return copy;
}

/** Replaces `${name}` by variables, deep; a text that is nothing else keeps the variable's type. */
export function fillIn(template: unknown, variables: Readonly<Record<string, unknown>>): unknown {
  if (typeof template === "string") {
    const whole = /^\$\{(\w+)\}$/.exec(template)?.[1];
    if (whole !== undefined) return known(variables, whole);
    return template.replace(/\$\{(\w+)\}/g, (_, name: string) => String(known(variables, name)));
  }
  if (Array.isArray(template)) return template.map((item) => fillIn(item, variables));
  if (typeof template !== "object" || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([name, value]) => [name, fillIn(value, variables)]));
}

function known(variables: Readonly<Record<string, unknown>>, name: string): unknown {
  if (!Object.hasOwn(variables, name) || variables[name] === undefined) throw new Error(`the variable ${name} has no value`);
  return variables[name];
}
