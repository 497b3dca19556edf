import { useState } from "preact/hooks";
import { control } from "./control.ts";
import { useLive } from "./live.ts";
import { useDeed } from "./load.ts";
import { Button, Copy, Facts, Fault, Field, Json, Time, valueOf } from "./parts.tsx";
import { asCommand, asExchange, type CallRecord } from "./request-texts.ts";

const MOST = 1000;
/** How many are drawn; the conditions narrow down which. */
const SHOWN = 200;

export function Requests({ say }: { say: (words: string) => void }) {
  const [query, setQuery] = useState({ operation: "", userPoolId: "", username: "" });
  const [onlyErrors, setOnlyErrors] = useState(false);
  const { rows, error, clear } = useLive<CallRecord>("requests", query, MOST);
  const deed = useDeed(say);
  const fields = [
    ["operation", "Operation"],
    ["userPoolId", "User pool"],
    ["username", "User"],
  ] as const;
  const shown = rows?.filter(({ status }) => !onlyErrors || status >= 400).slice(0, SHOWN);
  return (
    <>
      <h1>Requests</h1>
      <div class="bar">
        {fields.map(([name, label]) => (
          <Field key={name} label={label} id={`requests-${name}`}>
            <input
              id={`requests-${name}`}
              value={query[name]}
              placeholder="All"
              onInput={(event) => setQuery({ ...query, [name]: valueOf(event) })}
            />
          </Field>
        ))}
        <label class="choice">
          <input type="checkbox" checked={onlyErrors} onChange={(event) => setOnlyErrors(event.currentTarget.checked)} />
          Refused only
        </label>
        <Button
          onPress={async () => {
            if (await deed.run(() => control("requests", { method: "DELETE" }), "The requests are forgotten.")) clear();
          }}
        >
          Forget all
        </Button>
      </div>
      <Fault error={deed.error ?? error} />
      {shown?.length === 0 && <p class="quiet">No request yet. Requests appear here as they are answered.</p>}
      <ol class="requests" aria-label="Requests, newest first">
        {shown?.map((record) => (
          <li key={record.id}>
            <Line record={record} />
          </li>
        ))}
      </ol>
    </>
  );
}

function Line({ record }: { record: CallRecord }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span class={`status ${record.status >= 500 ? "failed" : record.status >= 400 ? "refused" : "fine"}`}>{record.status}</span>
        <strong>{record.operation}</strong>
        <span>{record.username}</span>
        <span class="quiet">{record.userPoolId}</span>
        <span class="refusal">{record.error}</span>
        <span class="quiet">{record.durationMs.toFixed(1)} ms</span>
      </summary>
      {open && <Whole record={record} />}
    </details>
  );
}

function Whole({ record }: { record: CallRecord }) {
  const { at, clientId, requestId, error, message, reason, request, answer, http, kind } = record;
  return (
    <div class="card">
      <Facts
        of={[
          ["When", <Time at={at} />],
          ["Client", clientId && <code>{clientId}</code>],
          ["Request id", <code>{requestId}</code>],
          ["Error", error && <code>{error}</code>],
          ["What the caller is told", message],
          ["Why", reason],
          ["Address", http && <code>{`${http.method} ${http.path}`}</code>],
          ["Sent on to", http?.location && <code>{http.location}</code>],
        ]}
      />
      {kind === "api" && request !== undefined && (
        <p class="bar">
          <Copy text={asCommand(record)}>Copy as AWS CLI</Copy>
          <Copy text={asExchange(record)}>Copy as exchange</Copy>
        </p>
      )}
      <div class="columns">
        {request !== undefined && <Json value={request} label="Request" />}
        {http !== undefined && <Json value={{ ...http.query, ...http.form }} label="Parameters" />}
        {answer !== undefined && <Json value={answer} label="Answer" />}
      </div>
    </div>
  );
}
