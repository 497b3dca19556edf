/** Server-sent events of an address, read from the moment it is answered. */
export async function openEvents(url: string, headers: Record<string, string> = {}) {
  const hangUp = new AbortController();
  const response = await fetch(url, { headers, signal: hangUp.signal });
  const chunks = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  const next = async (): Promise<string> => {
    for (let end = rest.indexOf("\n\n"); ; end = rest.indexOf("\n\n")) {
      if (end >= 0) {
        const block = rest.slice(0, end);
        rest = rest.slice(end + 2);
        return block;
      }
      const { value, done } = await chunks.read();
      if (done) throw new Error("the stream is over");
      rest += value;
    }
  };
  if (response.status === 200) await next();
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    /** The next event; waits until there is one. */
    // The wire is what tests look at, whatever its type.
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    next: async (): Promise<{ id?: string; event?: string; data: any }> => {
      const fields = Object.fromEntries((await next()).split("\n").map((line) => /^(\w+): (.*)$/.exec(line)!.slice(1) as [string, string]));
      return { id: fields["id"], event: fields["event"], data: JSON.parse(fields["data"] ?? "") };
    },
    /** Waits until the server has ended it. */
    ended: async (): Promise<void> => {
      for (let over = false; !over; ) over = (await chunks.read()).done;
    },
    close: () => hangUp.abort(),
  };
}
