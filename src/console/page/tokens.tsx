import { useState } from "preact/hooks";
import { useDeed } from "./load.ts";
import { Button, Facts, Fault, Field, Json, Table, valueOf } from "./parts.tsx";
import { judge, type Verdict } from "./token-verdict.ts";

/** A token, looked into and checked. It stays in the page but for the calls that check it. */
export function Tokens() {
  const [token, setToken] = useState("");
  const [verdict, setVerdict] = useState<Verdict>();
  const { error, busy, run } = useDeed();
  const look = () => run(async () => setVerdict(await judge(token.trim())));
  return (
    <>
      <h1>Tokens</h1>
      <Field label="Token" id="token" hint="An ID, access or refresh token of this server.">
        <textarea id="token" rows={6} spellcheck={false} value={token} onInput={(event) => setToken(valueOf(event))} />
      </Field>
      <Button kind="primary" disabled={busy || token.trim() === ""} onPress={look}>
        Look into it
      </Button>
      <Fault error={error} />
      {verdict && <Told verdict={verdict} />}
    </>
  );
}

function Told({ verdict }: { verdict: Verdict }) {
  const { kind, header, claims, findings } = verdict;
  const good = findings.every(({ good }) => good !== false);
  return (
    <section aria-label="The token" role="status">
      <h2>{kind}</h2>
      <p class={good ? "status fine" : "status refused"}>{good ? "Nothing is wrong with it." : "It is refused."}</p>
      <ul class="findings">
        {findings.map(({ words, good }) => (
          <li key={words} class={good === false ? "bad" : good === true ? "good" : "quiet"}>
            {words}
          </li>
        ))}
      </ul>
      {claims.length > 0 && (
        <Table
          caption="Claims"
          columns={[
            { title: "Claim", cell: ({ name }) => <code>{name}</code> },
            { title: "Value", cell: ({ value }) => (typeof value === "string" ? value : JSON.stringify(value)) },
            { title: "Source", cell: ({ from }) => from },
          ]}
          rows={claims}
          keyOf={({ name }) => name}
          empty="It has no claims."
        />
      )}
      {header && (
        <>
          <Facts of={[["Header", ""]]} />
          <Json value={header} label="Header" />
        </>
      )}
    </section>
  );
}
