import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { wordsOf } from "./api.ts";
import type { Loaded } from "./load.ts";

export const Fault = ({ error }: { error: unknown }) =>
  error === undefined ? null : (
    <p class="fault" role="alert">
      {typeof error === "string" ? error : wordsOf(error)}
    </p>
  );

/** What is loaded, once it is there; until then that it is coming, or why it is not. */
export function Show<T>({ loaded, children }: { loaded: Loaded<T>; children: (value: T) => ComponentChildren }) {
  if (loaded.value !== undefined)
    return (
      <>
        <Fault error={loaded.error} />
        {children(loaded.value)}
      </>
    );
  return loaded.error === undefined ? (
    <p class="quiet" role="status">
      Loading…
    </p>
  ) : (
    <Fault error={loaded.error} />
  );
}

interface ButtonProps {
  readonly onPress: () => unknown;
  readonly children: ComponentChildren;
  readonly kind?: "primary" | "danger" | "quiet";
  readonly disabled?: boolean;
  readonly label?: string;
}

export const Button = ({ onPress, children, kind, disabled, label }: ButtonProps) => (
  <button type="button" class={kind} disabled={disabled} aria-label={label} onClick={() => void onPress()}>
    {children}
  </button>
);

/** A button that copies a text and says so. */
export function Copy({ text, children = "Copy", label }: { text: string; children?: ComponentChildren; label?: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await copyText(text);
    setCopied(true);
  };
  return (
    <span class="copy">
      <Button onPress={copy} kind="quiet" label={label}>
        {children}
      </Button>
      <span role="status" class="quiet">
        {copied ? "Copied" : ""}
      </span>
    </span>
  );
}

/** Pages that are neither local nor over TLS have no clipboard of their own. */
async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text).catch(() => copyBySelection(text));
  copyBySelection(text);
}

function copyBySelection(text: string): void {
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

interface TableProps<Row> {
  readonly caption: string;
  readonly columns: readonly { readonly title: string; readonly cell: (row: Row) => ComponentChildren }[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly empty: string;
}

export function Table<Row>({ caption, columns, rows, keyOf, empty }: TableProps<Row>) {
  if (rows.length === 0) return <p class="quiet">{empty}</p>;
  return (
    // A table wider than the window is scrolled, also by keys.
    <div class="scroll" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ title }) => (
              <th scope="col" key={title}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ title, cell }) => (
                <td key={title}>{cell(row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Names and values. */
export const Facts = ({ of }: { of: readonly (readonly [string, ComponentChildren])[] }) => (
  <dl class="facts">
    {of
      .filter(([, value]) => value !== undefined && value !== "")
      .map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
  </dl>
);

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

export function Dialog({ title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} onClose={onClose} aria-label={title}>
      <header>
        <h2>{title}</h2>
        <Button onPress={onClose} kind="quiet" label="Close">
          ✕
        </Button>
      </header>
      {children}
    </dialog>
  );
}

/** Does what cannot be taken back only after a second press. */
export function Confirmed({ question, deed, children }: { question: string; deed: () => unknown; children: ComponentChildren }) {
  const [asking, setAsking] = useState(false);
  if (!asking)
    return (
      <Button kind="danger" onPress={() => setAsking(true)}>
        {children}
      </Button>
    );
  const answer = async (yes: boolean) => {
    setAsking(false);
    if (yes) await deed();
  };
  return (
    <span class="ask" role="group" aria-label={question}>
      {question}{" "}
      <Button kind="danger" onPress={() => answer(true)}>
        Yes
      </Button>
      <Button onPress={() => answer(false)}>No</Button>
    </span>
  );
}

export const Json = ({ value, label }: { value: unknown; label: string }) => (
  <pre tabIndex={0} role="region" aria-label={label}>
    {typeof value === "string" ? value : JSON.stringify(value, undefined, 2)}
  </pre>
);

/** Of the API, in seconds; of the control endpoints, as text. */
export function Time({ at }: { at: number | string | undefined }) {
  if (at === undefined) return null;
  const date = new Date(typeof at === "number" ? at * 1000 : at);
  return <time dateTime={date.toISOString()}>{date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" })}</time>;
}

export const Field = ({ label, id, hint, children }: { label: string; id: string; hint?: string; children: ComponentChildren }) => (
  <div class="field">
    <label for={id}>{label}</label>
    {children}
    {hint && <small id={`${id}-hint`}>{hint}</small>}
  </div>
);

/** The value of the input or select that an event is about. */
export const valueOf = (event: { readonly currentTarget: { readonly value: string } }): string => event.currentTarget.value;
