import type { Response } from "express";

/** Server-sent events that go on until their reader or the server goes. */
export interface EventStreams {
  /** Answers with a stream of what `watch` sees, each item an event of this name. `watch` gives back what ends the watching. */
  open<T>(response: Response, name: string, watch: (see: (item: T) => void) => () => void): void;
  close(): Promise<void>;
}

/** A reader that is so many bytes behind is let go; it comes back by itself and says where it was. */
const MOST_BEHIND = 8 * 1024 * 1024;

export function createEventStreams(): EventStreams {
  const open = new Set<Response>();
  return {
    open: (response, name, watch) => {
      response.writeHead(200, {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      });
      open.add(response);
      const end = watch((item) => {
        response.write(eventText(name, item));
        if (response.writableLength > MOST_BEHIND) response.destroy();
      });
      response.once("close", () => {
        open.delete(response);
        end();
      });
      // The reader knows by it that nothing is missed from now on.
      response.write(": open\n\n");
    },
    close: async () => {
      for (const response of open) response.end();
    },
  };
}

/** JSON has no line breaks of its own. */
const eventText = (name: string, item: unknown): string => {
  const { id } = item as { id?: string | number };
  return `${id === undefined ? "" : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(item)}\n\n`;
};
