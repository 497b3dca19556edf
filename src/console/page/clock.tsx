import { useState } from "preact/hooks";
import { control } from "./control.ts";
import { useDeed, useLoad } from "./load.ts";
import { Button, Facts, Fault, Field, Show, Time, valueOf } from "./parts.tsx";

interface ClockView {
  readonly now: string;
  readonly offsetSeconds: number;
  readonly frozen: boolean;
}

const STEPS = [
  ["5 minutes", 300],
  ["1 hour", 3600],
  ["1 day", 86_400],
  ["30 days", 2_592_000],
] as const;

/** The server's time: codes, tokens and sessions go by it. */
export function Clock({ say }: { say: (words: string) => void }) {
  const clock = useLoad(() => control<ClockView>("clock"), []);
  const [seconds, setSeconds] = useState("");
  const { error, busy, run } = useDeed((words) => {
    clock.reload();
    say(words);
  });
  const set = (body: Partial<ClockView>) => run(() => control("clock", { method: "PUT", body }), "The clock is set.");
  return (
    <>
      <h1>Clock</h1>
      <Show loaded={clock}>
        {({ now, offsetSeconds, frozen }) => (
          <>
            <Facts
              of={[
                ["The server's time", <Time at={now} />],
                ["Ahead of real time by", `${offsetSeconds} s`],
                ["Goes", frozen ? "No, it is frozen" : "Yes"],
              ]}
            />
            <Fault error={error} />
            <div class="bar" role="group" aria-label="Move the clock">
              {STEPS.map(([words, step]) => (
                <Button key={step} disabled={busy} onPress={() => set({ offsetSeconds: offsetSeconds + step })}>
                  {`${words} on`}
                </Button>
              ))}
              <Button disabled={busy} onPress={() => set({ frozen: !frozen })}>
                {frozen ? "Let it go" : "Freeze it"}
              </Button>
              <Button kind="primary" disabled={busy} onPress={() => set({ offsetSeconds: 0, frozen: false })}>
                Set it right
              </Button>
            </div>
            <div class="bar">
              <Field label="Seconds ahead of real time" id="clock-seconds">
                <input id="clock-seconds" inputMode="numeric" value={seconds} onInput={(event) => setSeconds(valueOf(event))} />
              </Field>
              <Button
                disabled={busy || !Number.isFinite(Number(seconds)) || seconds === ""}
                onPress={() => set({ offsetSeconds: Number(seconds) })}
              >
                Set
              </Button>
            </div>
          </>
        )}
      </Show>
    </>
  );
}
