import { useEffect, useState } from "preact/hooks";
import type { OutputOf } from "./api.ts";
import { OperationForm } from "./form.tsx";
import { usePaged } from "./paged.tsx";
import { Button, Dialog, Field, Show, Table, Time, valueOf } from "./parts.tsx";
import { USER_FIRST } from "./resources.ts";
import { go, linkTo } from "./route.ts";

type Row = NonNullable<OutputOf<"ListUsers">["Users"]>[number];

/** What ListUsers can filter by. */
const SEARCHED = ["username", "email", "phone_number", "name", "given_name", "family_name", "preferred_username", "sub"] as const;

interface UsersProps {
  readonly poolId: string;
  readonly say: (words: string) => void;
}

export function Users({ poolId, say }: UsersProps) {
  const [making, setMaking] = useState(false);
  const [by, setBy] = useState<string>("username");
  const [text, setText] = useState("");
  const search = useSettled(text);
  const { loaded, pager } = usePaged<Row>({
    operation: "ListUsers",
    input: { UserPoolId: poolId, ...(search !== "" && { Filter: `${by} ^= "${search.replace(/["\\]/g, "\\$&")}"` }) },
    items: "Users",
    token: "PaginationToken",
    limit: "Limit",
  });
  return (
    <>
      <div class="bar">
        <Field label="Search by" id="search-by">
          <select id="search-by" value={by} onChange={(event) => setBy(valueOf(event))}>
            {SEARCHED.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </Field>
        <Field label="Begins with" id="search">
          <input id="search" type="search" value={text} onInput={(event) => setText(valueOf(event))} />
        </Field>
        <Button kind="primary" onPress={() => setMaking(true)}>
          New user
        </Button>
      </div>
      <Show loaded={loaded}>
        {({ rows }) => <Found {...{ poolId, rows }} empty={search === "" ? "This pool has no user yet." : "No user is found."} />}
      </Show>
      {pager}
      {making && (
        <Dialog title="New user" onClose={() => setMaking(false)}>
          <OperationForm
            operation="AdminCreateUser"
            given={{ UserPoolId: poolId }}
            first={USER_FIRST}
            submit="Create user"
            onDone={(answer) => {
              say("The user is made.");
              go(linkTo("pools", poolId, "users", (answer as OutputOf<"AdminCreateUser">).User!.Username!));
            }}
          />
        </Dialog>
      )}
    </>
  );
}

const attribute = (row: Row, name: string) => row.Attributes?.find(({ Name }) => Name === name)?.Value;

const Found = ({ poolId, rows, empty }: { poolId: string; rows: readonly Row[]; empty: string }) => (
  <Table
    caption="Users"
    columns={[
      { title: "User name", cell: (row) => <a href={linkTo("pools", poolId, "users", row.Username!)}>{row.Username}</a> },
      { title: "E-mail", cell: (row) => attribute(row, "email") },
      { title: "Status", cell: (row) => row.UserStatus },
      { title: "Enabled", cell: (row) => (row.Enabled ? "Yes" : "No") },
      { title: "Made", cell: (row) => <Time at={row.UserCreateDate} /> },
    ]}
    rows={rows}
    keyOf={(row) => row.Username!}
    empty={empty}
  />
);

/** A text once nobody types any more: one call for a word, not one for a letter. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), 250);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
