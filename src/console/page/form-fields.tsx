import { useContext, useState } from "preact/hooks";
import { Parts } from "./form-context.ts";
import { Button, valueOf } from "./parts.tsx";
import type { Schema } from "./schema.ts";

interface MemberProps {
  /** `Policies.PasswordPolicy.MinimumLength`. */
  readonly path: string;
  readonly name: string;
  readonly schema: Schema;
  readonly required: boolean;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

/** One member of a request: a field, or a group of fields. */
export function Member(props: MemberProps) {
  const { resolve } = useContext(Parts);
  const schema = resolve(props.schema);
  if (schema.type === "object" && schema.properties) return <Structure {...props} schema={schema} />;
  if (schema.type === "object") return <Pairs {...props} schema={schema} />;
  if (schema.type === "array") return <List {...props} schema={schema} />;
  return <Single {...props} schema={schema} />;
}

/** `CallbackURLs` -> `Callback URLs`; abbreviations stay as they are. */
export function titleOf(name: string): string {
  const words = name.match(/OAuth|URLs|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^A-Za-z]+/g) ?? [name];
  return words.map((word, at) => (at === 0 || /^[A-Z]{2}/.test(word) ? word : word === "Arn" ? "ARN" : word.toLowerCase())).join(" ");
}

function Single({ path, name, schema, required, value, onChange }: MemberProps) {
  const { faults, idOf } = useContext(Parts);
  const id = idOf(path);
  const fault = faults.get(path);
  const common = { id, required, "aria-invalid": fault !== undefined, "aria-describedby": fault ? `${id}-fault` : undefined };
  const text = value === undefined || value === null ? "" : String(value);
  const set = (typed: string) => onChange(typed === "" ? undefined : parsed(typed, schema));
  return (
    <div class="field">
      <label for={id}>
        {titleOf(name)}
        {required && <span class="quiet"> (needed)</span>}
      </label>
      {schema.enum || schema.type === "boolean" ? (
        <select {...common} value={text} onChange={(event) => set(valueOf(event))}>
          <option value="">–</option>
          {(schema.enum ?? ["true", "false"]).map((option) => (
            <option key={option} value={option}>
              {schema.enum ? option : option === "true" ? "Yes" : "No"}
            </option>
          ))}
        </select>
      ) : (schema.maxLength ?? 0) > 4096 ? (
        <textarea {...common} rows={4} value={text} onInput={(event) => set(valueOf(event))} />
      ) : (
        <input {...common} {...kindOf(name, schema)} autoComplete="off" value={text} onInput={(event) => set(valueOf(event))} />
      )}
      {fault && (
        <small id={`${id}-fault`} class="fault">
          {fault}
        </small>
      )}
    </div>
  );
}

const kindOf = (name: string, schema: Schema): { type: "password" } | { type: "text"; inputMode?: "numeric" } =>
  /password$|secret$/i.test(name) ? { type: "password" } : { type: "text", ...(isNumber(schema) && { inputMode: "numeric" }) };

const isNumber = ({ type }: Schema): boolean => type === "integer" || type === "number";

/** What is no number is sent as it was typed: the API says what is wrong with it. */
function parsed(text: string, schema: Schema): unknown {
  if (schema.type === "boolean") return text === "true";
  return isNumber(schema) && Number.isFinite(Number(text)) ? Number(text) : text;
}

function Structure({ path, name, schema, required, value, onChange }: MemberProps) {
  const { faults } = useContext(Parts);
  const members = (value ?? {}) as Record<string, unknown>;
  const needed = schema.required ?? [];
  const fields = Object.entries(schema.properties!).map(([member, of]) => (
    <Member
      key={member}
      path={`${path}.${member}`}
      name={member}
      schema={of}
      required={needed.includes(member)}
      value={members[member]}
      onChange={(next) => onChange(without({ ...members, [member]: next }))}
    />
  ));
  const faulty = [...faults.keys()].some((fault) => fault === path || fault.startsWith(`${path}.`));
  if (required) return <Group title={titleOf(name)}>{fields}</Group>;
  return (
    <details class="group" open={faulty || value !== undefined}>
      <summary>{titleOf(name)}</summary>
      {fields}
    </details>
  );
}

const Group = ({ title, children }: { title: string; children: preact.ComponentChildren }) => (
  <fieldset>
    <legend>{title}</legend>
    {children}
  </fieldset>
);

/** A structure that nothing is left of is not sent. */
function without(members: Record<string, unknown>): Record<string, unknown> | undefined {
  const present = Object.entries(members).filter(([, member]) => member !== undefined);
  return present.length === 0 ? undefined : Object.fromEntries(present);
}

function List({ path, name, schema, value, onChange }: MemberProps) {
  const { resolve } = useContext(Parts);
  const items = resolve(schema.items ?? {});
  const list = (value ?? []) as unknown[];
  const set = (next: unknown[]) => onChange(next.length === 0 ? undefined : next);
  if (items.enum) {
    return (
      <Group title={titleOf(name)}>
        {items.enum.map((option) => (
          <label class="choice" key={option}>
            <input
              type="checkbox"
              checked={list.includes(option)}
              onChange={(event) => set(event.currentTarget.checked ? [...list, option] : list.filter((one) => one !== option))}
            />
            {option}
          </label>
        ))}
      </Group>
    );
  }
  if (items.type === "string") return <Lines {...{ path, name, lines: list as string[], onChange: set }} />;
  return (
    <Group title={titleOf(name)}>
      {list.map((item, at) => (
        <div class="item" key={at}>
          <Member
            path={`${path}.${at}`}
            name={`${titleOf(name)} ${at + 1}`}
            schema={items}
            required
            value={item}
            onChange={(next) => set(list.map((one, index) => (index === at ? (next ?? {}) : one)))}
          />
          <Button kind="quiet" onPress={() => set(list.filter((_, index) => index !== at))} label={`Remove ${titleOf(name)} ${at + 1}`}>
            Remove
          </Button>
        </div>
      ))}
      <Button onPress={() => set([...list, {}])} label={`Add to ${titleOf(name)}`}>
        Add
      </Button>
    </Group>
  );
}

interface LinesProps extends Pick<MemberProps, "path" | "name"> {
  readonly lines: readonly string[];
  readonly onChange: (lines: string[]) => void;
}

/** Texts, one in a line. */
function Lines({ path, name, lines, onChange }: LinesProps) {
  const { faults, idOf } = useContext(Parts);
  const id = idOf(path);
  const [text, setText] = useState(lines.join("\n"));
  const fault = [...faults].find(([at]) => at === path || at.startsWith(`${path}.`))?.[1];
  const typed = (next: string) => {
    setText(next);
    onChange(
      next
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== ""),
    );
  };
  return (
    <div class="field">
      <label for={id}>
        {titleOf(name)} <span class="quiet">(one in a line)</span>
      </label>
      <textarea id={id} rows={2} value={text} aria-invalid={fault !== undefined} onInput={(event) => typed(valueOf(event))} />
      {fault && <small class="fault">{fault}</small>}
    </div>
  );
}

/** Texts by keys of the user's own. */
function Pairs({ name, value, onChange }: MemberProps) {
  const [pairs, setPairs] = useState(Object.entries((value ?? {}) as Record<string, unknown>));
  const set = (next: [string, unknown][]) => {
    setPairs(next);
    const present = next.filter(([key]) => key !== "");
    onChange(present.length === 0 ? undefined : Object.fromEntries(present));
  };
  const change = (at: number, pair: [string, unknown]) => set(pairs.map((one, index) => (index === at ? pair : one)));
  const title = titleOf(name);
  return (
    <Group title={title}>
      {pairs.map(([key, text], at) => (
        <div class="pair" key={at}>
          <input aria-label={`${title}: key ${at + 1}`} value={key} onInput={(event) => change(at, [valueOf(event), text])} />
          <input
            aria-label={`${title}: value ${at + 1}`}
            value={typeof text === "string" ? text : JSON.stringify(text)}
            onInput={(event) => change(at, [key, valueOf(event)])}
          />
          <Button kind="quiet" onPress={() => set(pairs.filter((_, index) => index !== at))} label={`Remove ${title} ${at + 1}`}>
            Remove
          </Button>
        </div>
      ))}
      <Button onPress={() => set([...pairs, ["", ""]])} label={`Add to ${title}`}>
        Add
      </Button>
    </Group>
  );
}

/** Those that are always shown, in their order, and the rest. */
export function orderOf(names: readonly string[], first: readonly string[], required: readonly string[]) {
  const shown = [...required, ...first].filter((name, at, all) => names.includes(name) && all.indexOf(name) === at);
  return { shown, folded: names.filter((name) => !shown.includes(name)) };
}
