import { useState } from "preact/hooks";
import { controlToken, setControlToken } from "./control.ts";
import { Button, Field, valueOf } from "./parts.tsx";
import { accessKey, setAccessKey } from "./sign.ts";

/** What this console shows the server: kept in the browser's tab, for as long as it is open. */
export function Access({ onChange }: { onChange: () => void }) {
  const [token, setToken] = useState(controlToken() ?? "");
  const [id, setId] = useState(accessKey()?.id ?? "");
  const [secret, setSecret] = useState(accessKey()?.secret ?? "");
  const save = () => {
    setControlToken(token === "" ? undefined : token);
    setAccessKey(id === "" || secret === "" ? undefined : { id, secret });
    onChange();
  };
  return (
    <>
      <h1>Access</h1>
      <p>Both are needed only where the server asks for them, and stay in this tab.</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Field label="Control token" id="control-token" hint="Of --control-token: opens the control endpoints from another machine.">
          <input
            id="control-token"
            type="password"
            autoComplete="off"
            aria-describedby="control-token-hint"
            value={token}
            onInput={(event) => setToken(valueOf(event))}
          />
        </Field>
        <Field label="Access key id" id="access-key-id" hint="Of --credentials: for a server that checks signatures.">
          <input
            id="access-key-id"
            autoComplete="off"
            aria-describedby="access-key-id-hint"
            value={id}
            onInput={(event) => setId(valueOf(event))}
          />
        </Field>
        <Field label="Secret access key" id="secret-access-key">
          <input id="secret-access-key" type="password" autoComplete="off" value={secret} onInput={(event) => setSecret(valueOf(event))} />
        </Field>
        <Button kind="primary" onPress={save}>
          Keep
        </Button>
      </form>
    </>
  );
}
