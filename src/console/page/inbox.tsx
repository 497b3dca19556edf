import { useEffect, useRef, useState } from "preact/hooks";
import { control } from "./control.ts";
import { useLive } from "./live.ts";
import { useDeed } from "./load.ts";
import { Button, Copy, Facts, Fault, Field, Time, valueOf } from "./parts.tsx";
import { linkTo } from "./route.ts";

/** As the control endpoints tell it. */
interface Message {
  readonly id: string;
  readonly sentAt: string;
  readonly userPoolId: string;
  readonly username: string;
  readonly medium: "EMAIL" | "SMS";
  readonly destination: string;
  readonly kind: string;
  readonly subject?: string;
  readonly body: string;
  readonly code?: string;
  readonly link?: string;
}

const MOST = 200;

export function Inbox({ say }: { say: (words: string) => void }) {
  const [userPoolId, setPool] = useState("");
  const [username, setUser] = useState("");
  const { rows, error, clear } = useLive<Message>("messages", { userPoolId, username }, MOST);
  const deed = useDeed(say);
  const empty = async () => {
    const path = userPoolId === "" ? "messages" : `messages?userPoolId=${encodeURIComponent(userPoolId)}`;
    if (await deed.run(() => control(path, { method: "DELETE" }), "The inbox is empty.")) clear();
  };
  return (
    <>
      <h1>Inbox</h1>
      <div class="bar">
        <Field label="User pool" id="inbox-pool">
          <input id="inbox-pool" value={userPoolId} placeholder="All" onInput={(event) => setPool(valueOf(event))} />
        </Field>
        <Field label="User" id="inbox-user">
          <input id="inbox-user" value={username} placeholder="All" onInput={(event) => setUser(valueOf(event))} />
        </Field>
        <Button onPress={empty}>Empty the inbox</Button>
      </div>
      <Fault error={deed.error ?? error} />
      {rows?.length === 0 && <p class="quiet">Nothing has been sent yet. What is sent appears here by itself.</p>}
      <ol class="cards" aria-label="Messages" aria-live="polite">
        {rows?.map((message) => (
          <li class="card" key={message.id}>
            <MessageCard message={message} />
          </li>
        ))}
      </ol>
    </>
  );
}

function MessageCard({ message }: { message: Message }) {
  const { medium, destination, subject, code, link, body, sentAt, kind, userPoolId, username } = message;
  return (
    <article>
      <header>
        <h2>{medium === "EMAIL" ? (subject ?? "Mail") : "Text message"}</h2>
        <Time at={sentAt} />
      </header>
      <Facts
        of={[
          ["To", destination],
          ["User", <a href={linkTo("pools", userPoolId, "users", username)}>{username}</a>],
          ["Pool", <code>{userPoolId}</code>],
          ["Why", kind],
        ]}
      />
      {code !== undefined && (
        <p class="code">
          <code>{code}</code> <Copy text={code}>Copy the code</Copy>
        </p>
      )}
      {link !== undefined && (
        <p>
          <a class="button" href={link} target="_blank" rel="noopener">
            Open the link
          </a>
        </p>
      )}
      {medium === "EMAIL" ? <Mail body={body} title={subject ?? "Mail"} /> : <p class="sms">{body}</p>}
    </article>
  );
}

/**
 * A mail in a frame of an origin of its own that runs no script but the one that shows it, and loads nothing. The frame says
 * when it is ready for the mail, and how high the mail is.
 */
function Mail({ body, title }: { body: string; title: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    const heard = ({ source, data }: MessageEvent<unknown>) => {
      if (source !== frame.current?.contentWindow) return;
      if (data === "ready") frame.current?.contentWindow?.postMessage(body, "*");
      else if (typeof data === "number" && frame.current) frame.current.height = String(Math.min(Math.max(data, 40), 600));
    };
    addEventListener("message", heard);
    return () => removeEventListener("message", heard);
  }, [body]);
  return (
    <iframe
      ref={frame}
      class="mail"
      title={title}
      src="/_rockpool/console/mail"
      sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"
    />
  );
}
