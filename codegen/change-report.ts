import { isDeepStrictEqual } from "node:util";
import type { Direction } from "./compare-limits.ts";
import { compareLimits } from "./compare-limits.ts";
import { type Model, type ModelOperation, reachableShapes, type Shape } from "./model.ts";

/** One difference between two models. */
export interface Change {
  readonly sign: "added" | "removed" | "changed";
  readonly what: "operation" | "error" | "shape" | "member" | "constraint";
  /** `SignUp`, `SignUpRequest.Username`, `UsernameType`. */
  readonly where: string;
  readonly detail?: string;
  /** Whether a client that worked may stop working. */
  readonly breaking: boolean;
}

/** Everything in which `after` differs from `before`, operations first, in the order of names. */
export function compareModels(before: Model, after: Model): Change[] {
  const directions = directionsOf(before, after);
  const models = { before, after, compared: new Set<string>() };
  const operations = union(before.operations, after.operations).flatMap((name) => compareOperation(models, name));
  const shapes = union(before.schemas, after.schemas).flatMap((name) => compareShape({ ...models, direction: directions(name) }, name));
  return [...operations, ...shapes];
}

/** The report as lines of text, with a closing line of totals. */
export function reportLines(changes: readonly Change[]): string[] {
  const signs = { added: "+", removed: "-", changed: "~" };
  const lines = changes.map(({ sign, what, where, detail, breaking }) => {
    const start = `${signs[sign]} ${what} ${where}`;
    return `${start}${detail === undefined ? "" : `: ${detail}`}${breaking ? " [breaks clients]" : ""}`;
  });
  if (lines.length === 0) return ["Nothing changed."];
  const breaking = changes.filter((change) => change.breaking).length;
  return [...lines, `Changes: ${lines.length}, of which ${breaking} break clients.`];
}

function compareOperation(models: Models, name: string): Change[] {
  const [old, now] = [models.before.operations[name], models.after.operations[name]];
  if (!old) return [{ sign: "added", what: "operation", where: name, breaking: false }];
  if (!now) return [{ sign: "removed", what: "operation", where: name, breaking: true }];
  const changes: Change[] = [];
  const changed = (detail: string, breaking: boolean): void =>
    void changes.push({ sign: "changed", what: "operation", where: name, detail, breaking });
  if (old.response !== now.response && (old.response === null || now.response === null))
    changed(`response ${old.response ?? "none"} -> ${now.response ?? "none"}`, now.response === null);
  if (!isDeepStrictEqual(old.pagination, now.pagination)) changed(pagingChange(old, now), false);
  if (old.iam !== now.iam) changed(now.iam ? "public -> needs a signature" : "needs a signature -> public", now.iam);
  const lost = old.errors.filter((error) => !now.errors.includes(error));
  const gained = now.errors.filter((error) => !old.errors.includes(error));
  return [
    ...compareTargets({ ...models, direction: { input: true, output: false } }, `${name} request`, [old.request, now.request]),
    ...(old.response !== null && now.response !== null
      ? compareTargets({ ...models, direction: { input: false, output: true } }, `${name} response`, [old.response, now.response])
      : []),
    ...changes,
    ...lost.map((detail): Change => ({ sign: "removed", what: "error", where: name, detail, breaking: false })),
    ...gained.map((detail): Change => ({ sign: "added", what: "error", where: name, detail, breaking: false })),
  ];
}

function pagingChange(old: ModelOperation, now: ModelOperation): string {
  const words = ({ pagination }: ModelOperation): string => (pagination ? Object.values(pagination).join("/") : "none");
  return `paging ${words(old)} -> ${words(now)}`;
}

interface Models {
  readonly before: Model;
  readonly after: Model;
  /** Pairs of shapes with different names that are told about already. */
  readonly compared: Set<string>;
}
interface Comparing extends Models {
  readonly direction: Direction;
}

function compareShape(comparing: Comparing, name: string): Change[] {
  const old = comparing.before.schemas[name];
  const now = comparing.after.schemas[name];
  // What a shape's coming or going does to clients shows at the member or operation that uses it.
  if (!old) return [{ sign: "added", what: "shape", where: name, breaking: false }];
  if (!now) return [{ sign: "removed", what: "shape", where: name, breaking: false }];
  const limits = compareLimits(old, now, comparing.direction);
  return [
    ...limits.map(({ detail, breaking }): Change => ({ sign: "changed", what: "constraint", where: name, detail, breaking })),
    ...compareMembers(comparing, name, [old, now]),
    ...compareParts(comparing, name, [old, now]),
  ];
}

function compareMembers(comparing: Comparing, name: string, [old, now]: [Shape, Shape]): Change[] {
  const { input, output } = comparing.direction;
  return union(old.members ?? {}, now.members ?? {}).flatMap((member): Change[] => {
    const where = `${name}.${member}`;
    const [was, is] = [old.members?.[member], now.members?.[member]];
    const isRequired = now.required?.includes(member) ?? false;
    const wasRequired = old.required?.includes(member) ?? false;
    if (is === undefined) return [{ sign: "removed", what: "member", where, breaking: true }];
    if (was === undefined) {
      return [{ sign: "added", what: "member", where, detail: isRequired ? "required" : undefined, breaking: isRequired && input }];
    }
    const changes = compareTargets(comparing, where, [was, is]);
    if (isRequired && !wasRequired) changes.push({ sign: "changed", what: "member", where, detail: "now required", breaking: input });
    if (wasRequired && !isRequired) changes.push({ sign: "changed", what: "member", where, detail: "now optional", breaking: output });
    const [wasDeprecated, isDeprecated] = [old.deprecated?.includes(member), now.deprecated?.includes(member)];
    if (Boolean(wasDeprecated) === Boolean(isDeprecated)) return changes;
    const detail = isDeprecated ? "now deprecated" : "no longer deprecated";
    return [...changes, { sign: "changed", what: "member", where, detail, breaking: false }];
  });
}

/** What a list holds, and what a map's keys and values are. */
function compareParts(comparing: Comparing, name: string, [old, now]: [Shape, Shape]): Change[] {
  return (["items", "key", "value"] as const).flatMap((part) => {
    const [was, is] = [old[part], now[part]];
    return was === undefined || is === undefined ? [] : compareTargets(comparing, `${name} ${part}`, [was, is]);
  });
}

/**
 * What takes another shape is compared all the way down with what it had: shapes that only changed their names are the same to
 * clients, and what differs in them would be told nowhere else.
 */
function compareTargets(comparing: Comparing, where: string, [was, is]: [string, string]): Change[] {
  const [old, now] = [comparing.before.schemas[was], comparing.after.schemas[is]];
  const { input, output } = comparing.direction;
  const pair = [where.split(/[. ]/)[0], input, output, was, is].join(" ");
  if (was === is || comparing.compared.has(pair)) return [];
  comparing.compared.add(pair);
  const limits = old && now ? compareLimits(old, now, comparing.direction) : [];
  const details = limits.map((limit) => limit.detail);
  const detail = `${was} -> ${is}${details.length > 0 ? ` (${details.join(", ")})` : ""}`;
  const breaking = limits.some((limit) => limit.breaking);
  const change: Change = { sign: "changed", what: "member", where, detail, breaking };
  if (!old || !now || old.kind !== now.kind) return [change];
  return [change, ...compareMembers(comparing, where, [old, now]), ...compareParts(comparing, where, [old, now])];
}

function directionsOf(before: Model, after: Model): (name: string) => Direction {
  const inputs = new Set([before, after].flatMap((model) => travelling(model, "request")));
  const outputs = new Set([before, after].flatMap((model) => travelling(model, "response")));
  return (name) => ({ input: inputs.has(name), output: outputs.has(name) });
}

function travelling(model: Model, side: "request" | "response"): string[] {
  const roots = Object.values(model.operations).map((operation) => operation[side]);
  return reachableShapes(
    model.schemas,
    roots.filter((name) => name !== null),
  );
}

function union(a: object, b: object): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
}
