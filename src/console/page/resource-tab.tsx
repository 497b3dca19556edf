import { useState } from "preact/hooks";
import { send } from "./api.ts";
import { clientLinks } from "./client-links.tsx";
import { OperationForm } from "./form.tsx";
import { titleOf } from "./form-fields.tsx";
import { useDeed, useLoad } from "./load.ts";
import { usePaged } from "./paged.tsx";
import { Button, Confirmed, Dialog, Fault, Json, Show, Table } from "./parts.tsx";
import type { Resource } from "./resources.ts";
import { go, linkTo } from "./route.ts";

type Row = Record<string, unknown>;

interface TabProps {
  readonly poolId: string;
  readonly resource: Resource;
  readonly chosen: string | undefined;
  readonly say: (words: string) => void;
}

/** All of one kind that a pool has, or the one that is chosen. */
export function ResourceTab({ poolId, resource, chosen, say }: TabProps) {
  return chosen === undefined ? (
    <ResourceList {...{ poolId, resource, say }} />
  ) : (
    <ResourcePage key={chosen} {...{ poolId, resource, say, chosen }} />
  );
}

function ResourceList({ poolId, resource, say }: Omit<TabProps, "chosen">) {
  const [making, setMaking] = useState(false);
  const { loaded, pager } = usePaged<Row>({ ...resource.list, input: { UserPoolId: poolId } });
  const keyOf = (row: Row) => String(row[resource.key]);
  const link = (row: Row) => <a href={linkTo("pools", poolId, resource.path, keyOf(row))}>{String(row[resource.columns[0]!])}</a>;
  return (
    <>
      <div class="bar">
        <Button kind="primary" onPress={() => setMaking(true)}>
          New {resource.noun}
        </Button>
      </div>
      <Show loaded={loaded}>
        {({ rows }) => (
          <Table
            caption={resource.title}
            columns={resource.columns.map((name, at) => ({
              title: titleOf(name),
              cell: (row: Row) => (at === 0 ? link(row) : String(row[name] ?? "")),
            }))}
            rows={rows}
            keyOf={keyOf}
            empty={`This pool has no ${resource.noun} yet.`}
          />
        )}
      </Show>
      {pager}
      {making && (
        <Dialog title={`New ${resource.noun}`} onClose={() => setMaking(false)}>
          <OperationForm
            operation={resource.create}
            given={{ UserPoolId: poolId }}
            first={resource.first}
            submit={`Create ${resource.noun}`}
            onDone={() => {
              setMaking(false);
              loaded.reload();
              say(`The ${resource.noun} is made.`);
            }}
          />
        </Dialog>
      )}
    </>
  );
}

function ResourcePage({ poolId, resource, chosen, say }: TabProps & { chosen: string }) {
  const given = { UserPoolId: poolId, [resource.key]: chosen };
  const loaded = useLoad(async () => {
    const answer = (await send(resource.describe.operation, given)) as Record<string, Row>;
    return answer[resource.describe.answer]!;
  }, [poolId, chosen]);
  const { error, run } = useDeed(say);
  const back = linkTo("pools", poolId, resource.path);
  const remove = async () => (await run(() => send(resource.remove, given), `The ${resource.noun} is deleted.`)) && go(back);
  return (
    <>
      <p>
        <a href={back}>← {resource.title}</a>
      </p>
      <Show loaded={loaded}>
        {(row) => (
          <>
            <h2>{String(row[resource.columns[0]!] ?? chosen)}</h2>
            {resource.path === "clients" && clientLinks(poolId, row)}
            <Fault error={error} />
            {resource.update && (
              <OperationForm
                operation={resource.update}
                given={given}
                initial={row}
                first={resource.first}
                submit="Save"
                onDone={() => {
                  loaded.reload();
                  say(`The ${resource.noun} is changed.`);
                }}
              />
            )}
            <details>
              <summary>As the API tells it</summary>
              <Json value={row} label="JSON" />
            </details>
            <div class="bar">
              <Confirmed question={`Delete this ${resource.noun}?`} deed={remove}>
                Delete
              </Confirmed>
            </div>
          </>
        )}
      </Show>
    </>
  );
}
