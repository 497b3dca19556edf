import { jsonpath } from "json-p3";
import { parse } from "yaml";

/** An OpenAPI Overlay 1.0 document (https://spec.openapis.org/overlay/v1.0.0.html). */
export interface Overlay {
  readonly overlay: string;
  readonly actions: readonly OverlayAction[];
}
export interface OverlayAction {
  /** A JSONPath (RFC 9535). */
  readonly target: string;
  /** Why: what was seen, or what it is assumed from. */
  readonly description: string;
  readonly update?: unknown;
  readonly remove?: boolean;
}

type Json = Parameters<typeof jsonpath.query>[1];

/** Reads an overlay; throws a sentence where it is none, and where an action gives no reason. */
export function parseOverlay(text: string): Overlay {
  const overlay = parse(text) as Partial<Overlay> | null;
  if (!/^1\.\d+\.\d+$/.test(String(overlay?.overlay))) throw new Error("This is not an OpenAPI Overlay 1.x document.");
  const { actions } = overlay as Partial<Overlay>;
  if (!Array.isArray(actions)) throw new Error("The overlay has no list of actions.");
  const unreasoned = (actions as Partial<OverlayAction>[]).find(({ target, description }) => !target || !description);
  if (unreasoned) throw new Error(`An action of the overlay needs a target and a description: ${JSON.stringify(unreasoned)}.`);
  return overlay as Overlay;
}

/** A copy of the document with every action applied, in their order. An action that finds nothing is an error: what it is about is gone. */
export function applyOverlay<T extends object>(document: T, { actions }: Overlay): T {
  const copy = structuredClone(document);
  for (const action of actions) {
    if (!applyAction(copy, action)) throw new Error(`The action on ${action.target} finds nothing: ${action.description}`);
  }
  return copy;
}

/** Changes the document itself. @returns whether the action finds something in it */
export function applyAction(document: object, action: OverlayAction): boolean {
  const found = jsonpath.query(action.target, document as Json);
  for (const { location } of found) applyAt(document, location, action);
  return found.length > 0;
}

function applyAt(document: object, location: readonly (string | number)[], { update, remove }: OverlayAction): void {
  const last = location.at(-1);
  if (last === undefined) return void merge(document, update);
  const parent = location.slice(0, -1).reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], document);
  const holder = parent as Record<string | number, unknown>;
  if (!remove) holder[last] = merge(holder[last], update);
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete holder[last];
}

/** Objects are merged member by member, lists grow, all else is replaced. */
function merge(target: unknown, update: unknown): unknown {
  if (Array.isArray(target)) return target.concat(update);
  if (!isObject(target) || !isObject(update)) return update;
  for (const [name, value] of Object.entries(update)) target[name] = Object.hasOwn(target, name) ? merge(target[name], value) : value;
  return target;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
