import { Refusal, reach, wordsOf } from "./api.ts";
import { keep, kept } from "./keep.ts";

const PLACE = "control-token";

export const controlToken = (): string | undefined => kept<string>(PLACE);
export const setControlToken = (token: string | undefined): void => keep(PLACE, token);

interface Body {
  readonly method?: "GET" | "PUT" | "POST" | "DELETE";
  readonly body?: unknown;
}

/** Calls a control endpoint: `control("clock")`. @throws Refusal with the problem's words */
export async function control<T>(path: string, { method = "GET", body }: Body = {}): Promise<T> {
  const response = await open(path, { method, body: body === undefined ? undefined : JSON.stringify(body) });
  return (response.status === 204 ? undefined : await response.json()) as T;
}

async function open(path: string, init: RequestInit): Promise<Response> {
  const token = controlToken();
  const headers = { "content-type": "application/json", ...(token !== undefined && { authorization: `Bearer ${token}` }) };
  const response = await reach(`/_rockpool/${path}`, { ...init, headers });
  if (response.ok) return response;
  const problem = (await response.json().catch(() => ({}))) as { title?: string; detail?: string };
  throw new Refusal(String(response.status), problem.detail ?? problem.title ?? `Status ${response.status}`);
}

/** The text of a control endpoint. */
export const controlText = async (path: string): Promise<string> => (await open(path, {})).text();

export interface Follower<T> {
  /** The events have begun, or begun again. */
  readonly onOpen: () => unknown;
  readonly onEvent: (event: T) => void;
  readonly onFault: (words: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Server-sent events of a control endpoint, each handed on as the JSON that it carries, until the signal ends it. A broken
 * connection is opened again. By fetch, for an EventSource sends no token.
 */
export async function follow<T>(path: string, follower: Follower<T>): Promise<void> {
  const { signal, onFault } = follower;
  while (!signal.aborted) {
    await readEvents(path, follower).catch((error: unknown) => signal.aborted || onFault(wordsOf(error)));
    await pause(RECONNECT_MS, signal);
  }
}

const RECONNECT_MS = 1000;

async function readEvents<T>(path: string, { onOpen, onEvent, signal }: Follower<T>): Promise<void> {
  const response = await open(path, { signal });
  onOpen();
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const events = (rest + part.value).split("\n\n");
    rest = events.pop()!;
    for (const event of events) {
      const data = event.split("\n").flatMap((line) => /^data: ?(.*)$/.exec(line)?.[1] ?? []);
      if (data.length > 0) onEvent(JSON.parse(data.join("\n")) as T);
    }
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
