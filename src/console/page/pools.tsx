import { useState } from "preact/hooks";
import type { OutputOf } from "./api.ts";
import { OperationForm } from "./form.tsx";
import { usePaged } from "./paged.tsx";
import { Button, Dialog, Show, Table, Time } from "./parts.tsx";
import { POOL_FIRST } from "./resources.ts";
import { go, linkTo } from "./route.ts";

type Row = NonNullable<OutputOf<"ListUserPools">["UserPools"]>[number];

export function Pools({ say }: { say: (words: string) => void }) {
  const [making, setMaking] = useState(false);
  const { loaded, pager } = usePaged<Row>({
    operation: "ListUserPools",
    input: {},
    items: "UserPools",
    token: "NextToken",
    limit: "MaxResults",
  });
  return (
    <>
      <h1>User pools</h1>
      <div class="bar">
        <Button kind="primary" onPress={() => setMaking(true)}>
          New user pool
        </Button>
      </div>
      <Show loaded={loaded}>
        {({ rows }) => (
          <Table
            caption="User pools"
            columns={[
              { title: "Name", cell: ({ Id, Name }) => <a href={linkTo("pools", Id!, "users")}>{Name}</a> },
              { title: "Id", cell: ({ Id }) => <code>{Id}</code> },
              { title: "Made", cell: ({ CreationDate }) => <Time at={CreationDate} /> },
            ]}
            rows={rows}
            keyOf={({ Id }) => Id!}
            empty="There is no user pool yet."
          />
        )}
      </Show>
      {pager}
      {making && (
        <Dialog title="New user pool" onClose={() => setMaking(false)}>
          <OperationForm
            operation="CreateUserPool"
            given={{}}
            first={POOL_FIRST}
            submit="Create user pool"
            onDone={(answer) => {
              say("The user pool is made.");
              go(linkTo("pools", (answer as OutputOf<"CreateUserPool">).UserPool!.Id!, "users"));
            }}
          />
        </Dialog>
      )}
    </>
  );
}
