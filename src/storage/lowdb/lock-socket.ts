import { connect, createServer, type Socket } from "node:net";
import { hostname } from "node:os";
import { setTimeout as delay } from "node:timers/promises";

/** A process that is stopped, or busy, does not say who it is. */
const ANSWER_MS = 300;
const BACKLOG_MS = 20;

type State = "asking" | "held";

/** One's own end of the lock: tells whoever connects, and whoever stays connected, in which state it is. */
export class LockSocket {
  private state: State = "asking";
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((socket) => {
    this.sockets.add(socket.unref());
    socket.on("error", () => undefined).once("close", () => this.sockets.delete(socket));
    this.tell(socket);
  });

  listen(path: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(path, resolve).unref();
    });
  }

  hold(): undefined {
    this.state = "held";
    for (const socket of this.sockets) this.tell(socket);
  }

  async close(): Promise<void> {
    if (!this.server.listening) return;
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private tell(socket: Socket): void {
    socket.write(`${this.state} ${process.pid} ${hostname()}\n`);
  }
}

/** Somebody else's end of it. */
export class Peer {
  /** Undefined until it has said so. */
  state: State | undefined;
  /** Who it is, in words. */
  who = "one that does not answer";
  isGone = false;
  onChange: () => void = () => undefined;

  constructor(
    readonly name: string,
    private readonly socket: Socket,
  ) {
    socket.setEncoding("utf8").on("data", (text) => this.hear(String(text)));
    socket
      .on("error", () => undefined)
      .once("close", () => {
        this.isGone = true;
        this.onChange();
      });
  }

  leave(): void {
    this.onChange = () => undefined;
    this.socket.destroy();
  }

  private hear(text: string): void {
    const [state, pid, host] = text.trimEnd().split("\n").at(-1)!.split(" ");
    this.state = state as State;
    this.who = host === hostname() ? `process ${pid}` : `process ${pid} of ${host}`;
    this.onChange();
  }
}

/** Undefined where nobody listens there (any more). */
export async function connectTo(path: string, name: string): Promise<Peer | undefined> {
  for (;;) {
    const socket = connect(path);
    const failure = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
      socket.once("connect", () => resolve(undefined)).once("error", resolve);
    });
    if (!failure) return new Peer(name, socket);
    if (failure.code === "ECONNREFUSED" || failure.code === "ENOENT" || failure.code === "ENOTSOCK") return undefined;
    // More have asked than the system lets wait, so there is somebody.
    if (failure.code !== "EAGAIN") throw failure;
    await delay(BACKLOG_MS);
  }
}

/** Waits until it is so, or `end` has come; a little is waited in any case. */
export async function waitFor(peers: readonly Peer[], isSo: () => boolean, end: number): Promise<void> {
  const latest = Math.max(end, performance.now() + ANSWER_MS);
  while (!isSo() && performance.now() < latest) {
    const change = new Promise<void>((resolve) => {
      for (const peer of peers) peer.onChange = resolve;
    });
    const stop = new AbortController();
    await Promise.race([change, delay(latest - performance.now(), undefined, { signal: stop.signal }).catch(() => undefined)]);
    stop.abort();
  }
}
