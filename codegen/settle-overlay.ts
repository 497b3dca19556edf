import { parseDocument, type YAMLSeq } from "yaml";
import { guessFact } from "./guess.ts";
import { applyAction, type OverlayAction, parseOverlay } from "./overlay.ts";
import { type SpecDocument, writeSpec, YAML_OPTIONS } from "./spec-document.ts";

/**
 * The overlay as it is needed beside a changed spec: without actions on what is gone, and with a guess of each fact that
 * an operation has to have and lacks. All else stays as it was written.
 */
export function settleOverlay(text: string, changed: SpecDocument): { readonly text: string; readonly notes: string[] } {
  const { actions } = parseOverlay(text);
  const spec = structuredClone(changed);
  const gone = actions.filter((action) => !applyAction(spec, action));
  const guesses = guessedActions(spec);
  if (gone.length + guesses.length === 0) return { text, notes: [] };
  const yaml = parseDocument(text, YAML_OPTIONS);
  const written = yaml.get("actions") as YAMLSeq;
  written.items = written.items.filter((_, at) => !gone.includes(actions[at] as OverlayAction));
  for (const action of guesses) written.add(yaml.createNode(action));
  const notes = [
    ...gone.map(({ target }) => `The overlay's action on ${target} finds nothing any longer, and went.`),
    ...guesses.map(({ target, update }) => `Guessed: ${target.match(/'(.*)'/)?.[1]} has ${JSON.stringify(update)}.`),
  ];
  return { text: writeSpec(yaml), notes };
}

function guessedActions(spec: SpecDocument): OverlayAction[] {
  return (spec["x-required-of-operations"] ?? []).flatMap((fact) => {
    const lacking = Object.values(spec.paths).filter(({ post }) => !Object.hasOwn(post, fact));
    return lacking.flatMap(({ post }): OverlayAction[] => {
      const value = guessFact(spec, fact, post.operationId);
      if (value === undefined) return [];
      const target = `$.paths.*[?@.operationId == '${post.operationId}']`;
      return [{ target, description: "A guess by the names of operations; nobody has looked yet.", update: { [fact]: value } }];
    });
  });
}
