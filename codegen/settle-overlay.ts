import { parseDocument, type YAMLSeq } from "yaml";
import type { Findings } from "./apply-model.ts";
import { guessFact } from "./guess.ts";
import { applyAction, type OverlayAction, parseOverlay } from "./overlay.ts";
import { type SpecDocument, writeSpec, YAML_OPTIONS } from "./spec-document.ts";

/**
 * The overlay as it is needed beside a changed spec: without actions on what is gone, and with a guess of each fact that
 * an operation has to have and lacks. All else stays as it was written.
 */
export function settleOverlay(text: string, changed: SpecDocument): Findings & { readonly text: string } {
  const { actions } = parseOverlay(text);
  const spec = structuredClone(changed);
  const gone = actions.filter((action) => !applyAction(spec, action));
  const guesses = guessedActions(spec);
  if (gone.length + guesses.length === 0) return { text, notes: [], left: [] };
  const yaml = parseDocument(text, YAML_OPTIONS);
  const written = yaml.get("actions") as YAMLSeq;
  written.items = written.items.filter((_, at) => !gone.includes(actions[at] as OverlayAction));
  for (const { operation: _, ...action } of guesses) written.add(yaml.createNode(action));
  const notes = gone.map(({ target }) => `The overlay's action on ${target} finds nothing any longer, and went.`);
  const left = guesses.map(({ operation, update }) => ({ operation, what: `a look at the guess ${JSON.stringify(update)}` }));
  return { text: writeSpec(yaml), notes, left };
}

interface Guess extends OverlayAction {
  readonly operation: string;
}

function guessedActions(spec: SpecDocument): Guess[] {
  return (spec["x-required-of-operations"] ?? []).flatMap((fact) => {
    const lacking = Object.values(spec.paths).filter(({ post }) => !Object.hasOwn(post, fact));
    return lacking.flatMap(({ post: { operationId: operation } }): Guess[] => {
      const value = guessFact(spec, fact, operation);
      if (value === undefined) return [];
      const target = `$.paths.*[?@.operationId == '${operation}']`;
      return [{ operation, target, description: "A guess by the names of operations; nobody has looked yet.", update: { [fact]: value } }];
    });
  });
}
