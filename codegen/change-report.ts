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
  const operations = union(before.operations, after.operations).flatMap((name) =>
    compareOperation(name, before.operations[name], after.operations[name]),
  );
  const shapes = union(before.schemas, after.schemas).flatMap((name) => compareShape({ before, after, direction: directions(name) }, name));
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

function compareOperation(name: string, old?: ModelOperation, now?: ModelOperation): Change[] {
  if (!old) return [{ sign: "added", what: "operation", where: name, breaking: false }];
  if (!now) return [{ sign: "removed", what: "operation", where: name, breaking: true }];
  const changes: Change[] = [];
  const changed = (detail: string, breaking: boolean): void =>
    void changes.push({ sign: "changed", what: "operation", where: name, detail, breaking });
  if (old.request !== now.request) changed(`request ${old.request} -> ${now.request}`, false);
  if (old.response !== now.response) changed(`response ${old.response ?? "none"} -> ${now.response ?? "none"}`, now.response === null);
  if (old.iam !== now.iam) changed(now.iam ? "public -> needs a signature" : "needs a signature -> public", now.iam);
  const lost = old.errors.filter((error) => !now.errors.includes(error));
  const gained = now.errors.filter((error) => !old.errors.includes(error));
  return [
    ...changes,
    ...lost.map((detail): Change => ({ sign: "removed", what: "error", where: name, detail, breaking: false })),
    ...gained.map((detail): Change => ({ sign: "added", what: "error", where: name, detail, breaking: false })),
  ];
}

interface Comparing {
  readonly before: Model;
  readonly after: Model;
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

/** A member that changes shape breaks clients as far as the new shape is another kind or narrower than the old one. */
function compareTargets({ before, after, direction }: Comparing, where: string, [was, is]: [string, string]): Change[] {
  if (was === is) return [];
  const [old, now] = [before.schemas[was], after.schemas[is]];
  const limits = old && now ? compareLimits(old, now, direction) : [];
  const breaking = limits.some((limit) => limit.breaking);
  const details = limits.map((limit) => limit.detail);
  const detail = `${was} -> ${is}${details.length > 0 ? ` (${details.join(", ")})` : ""}`;
  return [{ sign: "changed", what: "member", where, detail, breaking }];
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
