import { seedOf } from "../../seed/seed-of.ts";
import { call } from "./api.ts";
import { useLoad } from "./load.ts";
import { Copy, Json, Show } from "./parts.tsx";
import { fitting, formOf } from "./schema.ts";

const source = {
  call,
  fit: async (operation: string, value: object) => {
    const { schema, resolve } = await formOf(operation);
    return fitting(JSON.parse(JSON.stringify(value)), schema, resolve) as object;
  },
};

/** The pools as a seed file. */
export function State() {
  const loaded = useLoad(async () => JSON.stringify(await seedOf(source), undefined, 2), []);
  return (
    <>
      <h1>Seed</h1>
      <p>What is here, as a file for --seed: pools with their domains, clients, groups and users. Passwords cannot be read.</p>
      <Show loaded={loaded}>
        {(text) => (
          <>
            <div class="bar">
              <Copy text={text}>Copy the seed</Copy>
              <a class="button" download="seed.json" href={`data:application/json;charset=utf-8,${encodeURIComponent(text)}`}>
                Save as a file
              </a>
            </div>
            <Json value={text} label="Seed" />
          </>
        )}
      </Show>
    </>
  );
}
