import { useMemo, useState } from "preact/hooks";
import { Refusal, send, wordsOf } from "./api.ts";
import { Parts } from "./form-context.ts";
import { Member, orderOf } from "./form-fields.tsx";
import { useDeed, useLoad } from "./load.ts";
import { Fault, Show } from "./parts.tsx";
import { type Form, faultsAtFields, fitting, formOf } from "./schema.ts";

interface OperationFormProps {
  readonly operation: string;
  /** Members that follow from where the form stands; they are not asked for. */
  readonly given: Readonly<Record<string, unknown>>;
  /** What the fields hold at first. */
  readonly initial?: object;
  /** Members that are shown first, in this order; the others are folded away. */
  readonly first: readonly string[];
  readonly submit: string;
  readonly onDone: (answer: unknown) => void;
}

/** A form for what an operation takes, with its refusals at the fields that they are about. */
export function OperationForm(props: OperationFormProps) {
  const form = useLoad(() => formOf(props.operation), [props.operation]);
  return <Show loaded={form}>{(loaded) => <Fields {...props} form={loaded} />}</Show>;
}

function Fields({ operation, given, initial = {}, first, submit, onDone, form }: OperationFormProps & { form: Form }) {
  const start = useMemo(() => fitting(initial, form.schema, form.resolve) as Record<string, unknown>, [form, initial]);
  const [value, setValue] = useState(start);
  const { error, busy, run } = useDeed();
  const faults = useMemo(() => (error instanceof Refusal ? faultsAtFields(error.message, form) : new Map<string, string>()), [error, form]);
  const names = Object.keys(form.schema.properties ?? {}).filter((name) => !(name in given));
  const { shown, folded } = orderOf(names, first, form.schema.required ?? []);
  const submitted = () => run(async () => onDone(await send(operation, { ...(pruned(value) as object), ...given })));
  const member = (name: string) => (
    <Member
      key={name}
      path={name}
      name={name}
      schema={form.schema.properties![name]!}
      required={form.schema.required?.includes(name) ?? false}
      value={value[name]}
      onChange={(next) => setValue({ ...value, [name]: next })}
    />
  );
  return (
    <Parts.Provider value={{ resolve: form.resolve, faults, idOf: (path) => `${operation}.${path}` }}>
      <form
        class="operation"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submitted();
        }}
      >
        {error !== undefined && <Fault error={`${error instanceof Refusal ? `${error.code}: ` : ""}${wordsOf(error)}`} />}
        {shown.map(member)}
        {folded.length > 0 && (
          <details open={folded.some((name) => [...faults.keys()].some((path) => path.split(".")[0] === name))}>
            <summary>More settings</summary>
            {folded.map(member)}
          </details>
        )}
        <button type="submit" class="primary" disabled={busy}>
          {submit}
        </button>
      </form>
    </Parts.Provider>
  );
}

/** Without what nobody filled in. */
function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pruned);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, pruned(member)] as const);
  return Object.fromEntries(members.filter(([, member]) => member !== undefined && member !== ""));
}
