import { call, type OutputOf } from "./api.ts";
import { useDeed, useLoad } from "./load.ts";
import { usePaged } from "./paged.tsx";
import { Button, Fault, Show, Table, Time } from "./parts.tsx";

interface TracesProps {
  readonly poolId: string;
  readonly username: string;
  readonly say: (words: string) => void;
}

/** The devices that a user signed in from. */
export function Devices({ poolId, username, say }: TracesProps) {
  const named = { UserPoolId: poolId, Username: username };
  const devices = useLoad(async () => (await call("AdminListDevices", named)).Devices ?? [], [poolId, username]);
  const { error, run } = useDeed((words) => {
    devices.reload();
    say(words);
  });
  const forget = (DeviceKey: string) => run(() => call("AdminForgetDevice", { ...named, DeviceKey }), "The device is forgotten.");
  return (
    <section class="card" aria-labelledby="devices-title">
      <h3 id="devices-title">Devices</h3>
      <Fault error={error} />
      <Show loaded={devices}>
        {(rows) => (
          <Table
            caption="Devices of the user"
            columns={[
              { title: "Name", cell: (row) => row.DeviceAttributes?.find(({ Name }) => Name === "device_name")?.Value ?? row.DeviceKey },
              { title: "Remembered", cell: (row) => row.DeviceAttributes?.find(({ Name }) => Name === "device_status")?.Value },
              { title: "Last signed in", cell: (row) => <Time at={row.DeviceLastAuthenticatedDate} /> },
              {
                title: "Forget",
                cell: (row) => (
                  <Button kind="quiet" label={`Forget ${row.DeviceKey}`} onPress={() => forget(row.DeviceKey!)}>
                    Forget
                  </Button>
                ),
              },
            ]}
            rows={rows}
            keyOf={(row) => row.DeviceKey!}
            empty="No device is known."
          />
        )}
      </Show>
    </section>
  );
}

/** Where the user is signed in; only of pools that track it. */
export function Sessions({ poolId, username, say }: TracesProps) {
  const named = { UserPoolId: poolId, Username: username };
  const sessions = useLoad(async () => (await call("AdminListUserSessions", named)).Sessions ?? [], [poolId, username]);
  const { error, run } = useDeed((words) => {
    sessions.reload();
    say(words);
  });
  const revoke = (SessionId: string) => run(() => call("AdminRevokeUserSession", { ...named, SessionId }), "The session is ended.");
  return (
    <section class="card" aria-labelledby="sessions-title">
      <h3 id="sessions-title">Sessions</h3>
      <Fault error={error} />
      <Show loaded={sessions}>
        {(rows) => (
          <Table
            caption="Sessions of the user"
            columns={[
              { title: "Kind", cell: (row) => row.SessionType },
              { title: "Device", cell: (row) => row.DeviceType },
              { title: "Address", cell: (row) => row.LastIPAddress },
              { title: "Last active", cell: (row) => <Time at={row.LastActiveDate} /> },
              {
                title: "End",
                cell: (row) => (
                  <Button kind="quiet" label={`End session ${row.SessionId}`} onPress={() => revoke(row.SessionId!)}>
                    End
                  </Button>
                ),
              },
            ]}
            rows={rows}
            keyOf={(row) => row.SessionId!}
            empty="No session is known."
          />
        )}
      </Show>
    </section>
  );
}

type Event = NonNullable<OutputOf<"AdminListUserAuthEvents">["AuthEvents"]>[number];

/** Sign-ins and their like; kept by pools with threat protection. */
export function Events({ poolId, username }: Omit<TracesProps, "say">) {
  const { loaded, pager } = usePaged<Event>({
    operation: "AdminListUserAuthEvents",
    input: { UserPoolId: poolId, Username: username },
    items: "AuthEvents",
    token: "NextToken",
    limit: "MaxResults",
  });
  return (
    <section class="card" aria-labelledby="events-title">
      <h3 id="events-title">Sign-in events</h3>
      <Show loaded={loaded}>
        {({ rows }) => (
          <Table
            caption="Sign-in events of the user"
            columns={[
              { title: "When", cell: (row) => <Time at={row.CreationDate} /> },
              { title: "What", cell: (row) => row.EventType },
              { title: "Outcome", cell: (row) => row.EventResponse },
              { title: "Risk", cell: (row) => [row.EventRisk?.RiskDecision, row.EventRisk?.RiskLevel].filter(Boolean).join(", ") },
              { title: "Address", cell: (row) => row.EventContextData?.IpAddress },
              { title: "Asked for", cell: (row) => row.ChallengeResponses?.map(({ ChallengeName }) => ChallengeName).join(", ") },
            ]}
            rows={rows}
            keyOf={(row) => row.EventId!}
            empty="No event is known."
          />
        )}
      </Show>
      {pager}
    </section>
  );
}
