import { useState } from "preact/hooks";
import { useLive } from "./live.ts";
import { Facts, Fault, Field, Json, Time, valueOf } from "./parts.tsx";

interface Invocation {
  readonly id: number;
  readonly at: string;
  readonly trigger: string;
  readonly function: string;
  readonly userPoolId: string;
  readonly username: string;
  readonly outcome: "returned" | "raised" | "unreachable" | "timeout" | "submitted";
  readonly error?: string;
  readonly durationMs: number;
  readonly event?: object;
  readonly answer?: object;
}

const MOST = 200;
const FINE = ["returned", "submitted"];

/** What triggers were handed and gave back. */
export function Invocations() {
  const [query, setQuery] = useState({ trigger: "", userPoolId: "" });
  const { rows, error } = useLive<Invocation>("invocations", query, MOST);
  return (
    <>
      <h1>Triggers</h1>
      <div class="bar">
        <Field label="Trigger" id="invocations-trigger">
          <input
            id="invocations-trigger"
            value={query.trigger}
            placeholder="All"
            onInput={(event) => setQuery({ ...query, trigger: valueOf(event) })}
          />
        </Field>
        <Field label="User pool" id="invocations-pool">
          <input
            id="invocations-pool"
            value={query.userPoolId}
            placeholder="All"
            onInput={(event) => setQuery({ ...query, userPoolId: valueOf(event) })}
          />
        </Field>
      </div>
      <Fault error={error} />
      {rows?.length === 0 && <p class="quiet">No trigger was called yet.</p>}
      <ol class="requests" aria-label="Invocations, newest first">
        {rows?.map((row) => (
          <li key={row.id}>
            <details>
              <summary>
                <span class={`status ${FINE.includes(row.outcome) ? "fine" : "refused"}`}>{row.outcome}</span>
                <strong>{row.trigger}</strong>
                <span>{row.username}</span>
                <span class="refusal">{row.error}</span>
                <span class="quiet">{row.durationMs.toFixed(1)} ms</span>
              </summary>
              <div class="card">
                <Facts
                  of={[
                    ["When", <Time at={row.at} />],
                    ["Function", <code>{row.function}</code>],
                    ["Pool", <code>{row.userPoolId}</code>],
                    ["Error", row.error],
                  ]}
                />
                <div class="columns">
                  {row.event && <Json value={row.event} label="Event" />}
                  {row.answer && <Json value={row.answer} label="Answer" />}
                </div>
              </div>
            </details>
          </li>
        ))}
      </ol>
    </>
  );
}
