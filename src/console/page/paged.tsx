import { useState } from "preact/hooks";
import { send } from "./api.ts";
import { useLoad } from "./load.ts";
import { Button } from "./parts.tsx";

export interface ListCall {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** The members of the answer and of the request that carry the items, the page token and the size of a page. */
  readonly items: string;
  readonly token: string;
  readonly limit?: string;
}

const PAGE = 20;

/** A list of the API, a page at a time: only the page that is looked at is asked for. */
export function usePaged<Row>({ operation, input, items, token, limit }: ListCall) {
  const asked = JSON.stringify([operation, input]);
  const [kept, setKept] = useState<{ asked: string; tokens: readonly (string | undefined)[] }>({ asked, tokens: [undefined] });
  // Another question begins at its first page.
  const tokens = kept.asked === asked ? kept.tokens : [undefined];
  const setTokens = (next: readonly (string | undefined)[]) => setKept({ asked, tokens: next });
  const current = tokens.at(-1);
  const loaded = useLoad(async () => {
    const size = limit === undefined ? {} : { [limit]: PAGE };
    const answer = (await send(operation, { ...input, ...size, ...(current !== undefined && { [token]: current }) })) as Record<
      string,
      unknown
    >;
    return { rows: (answer[items] ?? []) as Row[], next: answer[token] as string | undefined };
  }, [asked, current]);
  const pager = (
    <nav class="pager" aria-label="Pages">
      <Button disabled={tokens.length === 1} onPress={() => setTokens(tokens.slice(0, -1))}>
        Previous
      </Button>
      <span class="quiet">Page {tokens.length}</span>
      <Button disabled={loaded.value?.next === undefined} onPress={() => setTokens([...tokens, loaded.value?.next])}>
        Next
      </Button>
    </nav>
  );
  return { loaded, pager: tokens.length === 1 && loaded.value?.next === undefined ? null : pager };
}
