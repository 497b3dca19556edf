import type { Schemas } from "#generated/schemas.ts";
import { poolSettings } from "../../seed/seed-of.ts";
import { call, send } from "./api.ts";
import { Domains } from "./domains.tsx";
import { OperationForm } from "./form.tsx";
import { useDeed, useLoad } from "./load.ts";
import { Confirmed, Copy, Facts, Fault, Json, Show, Time } from "./parts.tsx";
import { ResourceTab } from "./resource-tab.tsx";
import { POOL_CHANGED_FIRST, RESOURCES } from "./resources.ts";
import { go, linkTo, type Place } from "./route.ts";
import { User } from "./user.tsx";
import { Users } from "./users.tsx";

interface PoolProps {
  readonly poolId: string;
  readonly place: Place;
  readonly say: (words: string) => void;
}

const TABS: readonly (readonly [path: string, title: string])[] = [
  ["users", "Users"],
  ...RESOURCES.map(({ path, title }) => [path, title] as const),
  ["domains", "Domains"],
  ["settings", "Settings"],
];

export function Pool({ poolId, place, say }: PoolProps) {
  const [, , tab = "users", chosen] = place.parts;
  const pool = useLoad(async () => (await call("DescribeUserPool", { UserPoolId: poolId })).UserPool!, [poolId]);
  const resource = RESOURCES.find(({ path }) => path === tab);
  return (
    <Show loaded={pool}>
      {(value) => (
        <>
          <p>
            <a href="#/pools">← User pools</a>
          </p>
          <h1>{value.Name}</h1>
          <p>
            <code>{poolId}</code> <Copy text={poolId} label="Copy the pool's id" />
          </p>
          <nav class="tabs" aria-label="Parts of the pool">
            {TABS.map(([path, title]) => (
              <a key={path} href={linkTo("pools", poolId, path)} aria-current={path === tab ? "page" : undefined}>
                {title}
              </a>
            ))}
          </nav>
          {resource && <ResourceTab key={tab} {...{ poolId, resource, chosen, say }} />}
          {tab === "users" &&
            (chosen === undefined ? <Users {...{ poolId, say }} /> : <User key={chosen} {...{ poolId, say }} username={chosen} />)}
          {tab === "domains" && <Domains {...{ poolId, say }} />}
          {tab === "settings" && <Settings {...{ poolId, say }} pool={value} changed={pool.reload} />}
        </>
      )}
    </Show>
  );
}

interface SettingsProps {
  readonly poolId: string;
  readonly say: (words: string) => void;
  readonly pool: Schemas["UserPoolType"];
  readonly changed: () => void;
}

function Settings({ poolId, say, pool, changed }: SettingsProps) {
  const { error, run } = useDeed(say);
  const given = { UserPoolId: poolId };
  const remove = async () => (await run(() => send("DeleteUserPool", given), "The user pool is deleted.")) && go("#/pools");
  const issuer = `${location.origin}/${poolId}`;
  return (
    <>
      <Facts
        of={[
          ["Users", String(pool.EstimatedNumberOfUsers ?? 0)],
          ["Made", <Time at={pool.CreationDate} />],
          ["Keys", <a href={`${issuer}/.well-known/jwks.json`}>jwks.json</a>],
          ["Discovery", <a href={`${issuer}/.well-known/openid-configuration`}>openid-configuration</a>],
        ]}
      />
      <Fault error={error} />
      <OperationForm
        operation="UpdateUserPool"
        given={given}
        initial={poolSettings(pool)}
        first={POOL_CHANGED_FIRST}
        submit="Save"
        onDone={() => {
          changed();
          say("The user pool is changed.");
        }}
      />
      <details>
        <summary>As the API tells it</summary>
        <Json value={pool} label="JSON" />
      </details>
      <div class="bar">
        <Confirmed question="Delete this user pool with all its users?" deed={remove}>
          Delete user pool
        </Confirmed>
      </div>
    </>
  );
}
