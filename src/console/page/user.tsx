import { useState } from "preact/hooks";
import { call, type OutputOf } from "./api.ts";
import { useDeed, useLoad } from "./load.ts";
import { Button, Confirmed, Facts, Fault, Field, Show, Table, Time, valueOf } from "./parts.tsx";
import { go, linkTo } from "./route.ts";
import { Devices, Events, Sessions } from "./user-traces.tsx";

interface UserProps {
  readonly poolId: string;
  readonly username: string;
  readonly say: (words: string) => void;
}

type Read = OutputOf<"AdminGetUser">;

export function User({ poolId, username, say }: UserProps) {
  const named = { UserPoolId: poolId, Username: username };
  const user = useLoad(() => call("AdminGetUser", named), [poolId, username]);
  return (
    <>
      <p>
        <a href={linkTo("pools", poolId, "users")}>← Users</a>
      </p>
      <Show loaded={user}>
        {(read) => (
          <>
            <h2>{read.Username}</h2>
            <Facts
              of={[
                ["Status", read.UserStatus],
                ["Enabled", read.Enabled ? "Yes" : "No"],
                ["Factors", [...(read.UserMFASettingList ?? [])].join(", ") || "None"],
                ["Preferred factor", read.PreferredMfaSetting],
                ["Made", <Time at={read.UserCreateDate} />],
                ["Changed", <Time at={read.UserLastModifiedDate} />],
              ]}
            />
            <Deeds {...{ poolId, username, say, read }} done={user.reload} />
            <Password {...{ poolId, username, say }} done={user.reload} />
            <Attributes {...{ poolId, username, say, read }} done={user.reload} />
            <Groups {...{ poolId, username, say }} />
            <Devices {...{ poolId, username, say }} />
            <Sessions {...{ poolId, username, say }} />
            <Events {...{ poolId, username }} />
          </>
        )}
      </Show>
    </>
  );
}

/** What administrators do to a user, a button each. */
function Deeds({ poolId, username, say, read, done }: UserProps & { read: Read; done: () => void }) {
  const named = { UserPoolId: poolId, Username: username };
  const { error, busy, run } = useDeed((words) => {
    done();
    say(words);
  });
  const remove = async () =>
    (await run(() => call("AdminDeleteUser", named), "The user is deleted.")) && go(linkTo("pools", poolId, "users"));
  return (
    <>
      <Fault error={error} />
      <div class="bar" role="group" aria-label="What an administrator can do">
        <Button disabled={busy} onPress={() => run(() => call("AdminConfirmSignUp", named), "The user is confirmed.")}>
          Confirm
        </Button>
        <Button disabled={busy} onPress={() => run(() => call("AdminResetUserPassword", named), "A code was sent.")}>
          Reset password
        </Button>
        <Button disabled={busy} onPress={() => run(() => call("AdminUserGlobalSignOut", named), "The user is signed out.")}>
          Sign out
        </Button>
        {read.Enabled ? (
          <Button disabled={busy} onPress={() => run(() => call("AdminDisableUser", named), "The user is disabled.")}>
            Disable
          </Button>
        ) : (
          <Button disabled={busy} onPress={() => run(() => call("AdminEnableUser", named), "The user is enabled.")}>
            Enable
          </Button>
        )}
        <Confirmed question="Delete this user?" deed={remove}>
          Delete
        </Confirmed>
      </div>
    </>
  );
}

function Password({ poolId, username, say, done }: UserProps & { done: () => void }) {
  const [password, setPassword] = useState("");
  const [permanent, setPermanent] = useState(true);
  const { error, busy, run } = useDeed((words) => {
    setPassword("");
    say(words);
    done();
  });
  const set = () =>
    run(
      () => call("AdminSetUserPassword", { UserPoolId: poolId, Username: username, Password: password, Permanent: permanent }),
      "The password is set.",
    );
  return (
    <section class="card" aria-labelledby="password-title">
      <h3 id="password-title">Password</h3>
      <Fault error={error} />
      <div class="bar">
        <Field label="New password" id="new-password">
          <input
            id="new-password"
            type="password"
            autoComplete="new-password"
            value={password}
            aria-invalid={error !== undefined}
            onInput={(event) => setPassword(valueOf(event))}
          />
        </Field>
        <label class="choice">
          <input type="checkbox" checked={permanent} onChange={(event) => setPermanent(event.currentTarget.checked)} />
          Permanent
        </label>
        <Button disabled={busy} onPress={set}>
          Set password
        </Button>
      </div>
    </section>
  );
}

function Attributes({ poolId, username, say, read, done }: UserProps & { read: Read; done: () => void }) {
  const [changed, setChanged] = useState<Readonly<Record<string, string>>>({});
  const [name, setName] = useState("");
  const { error, busy, run } = useDeed((words) => {
    setChanged({});
    say(words);
    done();
  });
  const shown = new Map([
    ...(read.UserAttributes ?? []).map(({ Name, Value }) => [Name, Value ?? ""] as const),
    ...Object.entries(changed),
  ]);
  const save = () => {
    const UserAttributes = Object.entries(changed).map(([Name, Value]) => ({ Name, Value }));
    return run(
      () => call("AdminUpdateUserAttributes", { UserPoolId: poolId, Username: username, UserAttributes }),
      "The attributes are saved.",
    );
  };
  return (
    <section class="card" aria-labelledby="attributes-title">
      <h3 id="attributes-title">Attributes</h3>
      <Fault error={error} />
      {[...shown].map(([attribute, value]) => (
        <Field key={attribute} label={attribute} id={`attribute-${attribute}`}>
          <input
            id={`attribute-${attribute}`}
            value={value}
            readOnly={attribute === "sub"}
            onInput={(event) => setChanged({ ...changed, [attribute]: valueOf(event) })}
          />
        </Field>
      ))}
      <div class="bar">
        <Field label="Another attribute" id="another-attribute">
          <input id="another-attribute" value={name} onInput={(event) => setName(valueOf(event))} />
        </Field>
        <Button
          disabled={name === "" || shown.has(name)}
          onPress={() => {
            setChanged({ ...changed, [name]: "" });
            setName("");
          }}
        >
          Add
        </Button>
        <Button kind="primary" disabled={busy || Object.keys(changed).length === 0} onPress={save}>
          Save attributes
        </Button>
      </div>
    </section>
  );
}

function Groups({ poolId, username, say }: UserProps) {
  const [group, setGroup] = useState("");
  const named = { UserPoolId: poolId, Username: username };
  const groups = useLoad(async () => (await call("AdminListGroupsForUser", named)).Groups ?? [], [poolId, username]);
  const { error, busy, run } = useDeed((words) => {
    groups.reload();
    say(words);
  });
  const leave = (GroupName: string) => run(() => call("AdminRemoveUserFromGroup", { ...named, GroupName }), "The user left the group.");
  return (
    <section class="card" aria-labelledby="groups-title">
      <h3 id="groups-title">Groups</h3>
      <Fault error={error} />
      <Show loaded={groups}>
        {(rows) => (
          <Table
            caption="Groups of the user"
            columns={[
              { title: "Group", cell: ({ GroupName }) => <a href={linkTo("pools", poolId, "groups", GroupName!)}>{GroupName}</a> },
              { title: "Description", cell: ({ Description }) => Description },
              {
                title: "Leave",
                cell: ({ GroupName }) => (
                  <Button kind="quiet" label={`Take out of ${GroupName}`} onPress={() => leave(GroupName!)}>
                    Take out
                  </Button>
                ),
              },
            ]}
            rows={rows}
            keyOf={({ GroupName }) => GroupName!}
            empty="The user is in no group."
          />
        )}
      </Show>
      <div class="bar">
        <Field label="Group" id="group-to-add">
          <input id="group-to-add" value={group} onInput={(event) => setGroup(valueOf(event))} />
        </Field>
        <Button
          disabled={busy || group === ""}
          onPress={() => run(() => call("AdminAddUserToGroup", { ...named, GroupName: group }), "The user is in the group.")}
        >
          Add to group
        </Button>
      </div>
    </section>
  );
}
