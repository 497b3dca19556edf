import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface Listening {
  /** `http://<host>:<port>`, with the port that was taken. */
  readonly url: string;
  /** Puts the handler behind the socket; requests that came before wait for it. */
  serve(handler: RequestListener): void;
  /** Stops listening, lets running requests end for a moment, then cuts them. */
  close(): Promise<void>;
}

const GRACE_MS = 500;
/** Connections that wait to be accepted while the server is busy; the system has a limit of its own, often 4096. */
const BACKLOG = 4096;

/** Takes the port, so that a port in use is known before anything else is touched. Rejects with Node's own error. */
export async function listen({ host, port }: { host: string; port: number }): Promise<Listening> {
  let serve!: (handler: RequestListener) => void;
  const ready = new Promise<RequestListener>((resolve) => (serve = resolve));
  let handler: RequestListener = (request, response) => void ready.then((real) => real(request, response));
  void ready.then((real) => (handler = real));
  const server = createServer((request, response) => handler(request, response));
  // Clients keep connections for reuse; closing them first would make their next request fail.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen({ port, host, backlog: BACKLOG }, resolve));
  const { address, port: taken, family } = server.address() as AddressInfo;
  const name =
    address === "0.0.0.0" || address === "::" ? (family === "IPv6" ? "[::1]" : "127.0.0.1") : family === "IPv6" ? `[${address}]` : address;
  return { url: `http://${name}:${taken}`, serve, close: () => close(server) };
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await closed;
  clearTimeout(cut);
}
