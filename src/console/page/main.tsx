import { render } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import { Access } from "./access.tsx";
import { Clock } from "./clock.tsx";
import { control } from "./control.ts";
import { Inbox } from "./inbox.tsx";
import { Invocations } from "./invocations.tsx";
import { useLoad } from "./load.ts";
import { Pool } from "./pool.tsx";
import { Pools } from "./pools.tsx";
import { Requests } from "./requests.tsx";
import { type Place, usePlace } from "./route.ts";
import { setRegion } from "./sign.ts";
import { State } from "./state.tsx";
import { Tokens } from "./tokens.tsx";

const PAGES = [
  ["pools", "User pools"],
  ["inbox", "Inbox"],
  ["requests", "Requests"],
  ["triggers", "Triggers"],
  ["tokens", "Tokens"],
  ["clock", "Clock"],
  ["state", "Seed"],
  ["access", "Access"],
] as const;

interface Health {
  readonly version: string;
  readonly region: string;
  readonly operations: { readonly implemented: number; readonly total: number };
}

function Console() {
  const place = usePlace();
  const [words, setWords] = useState("");
  const say = useCallback((next: string) => setWords(next), []);
  const health = useLoad(async () => {
    const told = await control<Health>("health");
    setRegion(told.region);
    return told;
  }, []);
  const page = place.parts[0] ?? "pools";
  const path = place.parts.join("/");
  useEffect(() => {
    document.title = `${PAGES.find(([name]) => name === page)?.[1] ?? "Not found"} · rockpool`;
    scrollTo(0, 0);
  }, [path]);
  useEffect(() => {
    const timer = setTimeout(() => setWords(""), 6000);
    return () => clearTimeout(timer);
  }, [words]);
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => (event.preventDefault(), document.getElementById("main")?.focus())}>
        Skip to the page
      </a>
      <header class="top">
        <a class="brand" href="#/pools">
          rockpool
        </a>
        <nav aria-label="Console">
          {PAGES.map(([name, title]) => (
            <a key={name} href={`#/${name}`} aria-current={name === page ? "page" : undefined}>
              {title}
            </a>
          ))}
        </nav>
        <span class="quiet">{health.value && `${health.value.version} · ${health.value.region}`}</span>
      </header>
      <main id="main" tabIndex={-1}>
        {health.error !== undefined && page !== "access" ? (
          <Closed why={health.error} />
        ) : (
          health.value && <Shown {...{ page, place, say }} />
        )}
        {page === "access" && health.error !== undefined && <Access onChange={health.reload} />}
      </main>
      <p class="toast" role="status" hidden={words === ""}>
        {words}
      </p>
    </>
  );
}

const Closed = ({ why }: { why: string }) => (
  <>
    <h1>The console cannot reach the server</h1>
    <p role="alert">{why}</p>
    <p>
      <a href="#/access">Give a control token</a>
    </p>
  </>
);

function Shown({ page, place, say }: { page: string; place: Place; say: (words: string) => void }) {
  const [, poolId] = place.parts;
  if (page === "pools") return poolId === undefined ? <Pools say={say} /> : <Pool key={poolId} {...{ poolId, place, say }} />;
  if (page === "inbox") return <Inbox say={say} />;
  if (page === "requests") return <Requests say={say} />;
  if (page === "triggers") return <Invocations />;
  if (page === "tokens") return <Tokens />;
  if (page === "clock") return <Clock say={say} />;
  if (page === "state") return <State />;
  if (page === "access") return <Access onChange={() => say("Kept until this tab is closed.")} />;
  return <h1>There is no such page</h1>;
}

render(<Console />, document.getElementById("console")!);
