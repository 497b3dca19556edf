import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Certificates } from "./certificates.ts";

export interface Listening {
  /** `http://<host>:<port>`, with the port that was taken. */
  readonly url: string;
  /** The same over TLS, with the name `localhost` on this machine. */
  readonly tlsUrl?: string;
  /** Puts the handler behind the sockets; requests that came before wait for it. */
  serve(handler: RequestListener): void;
  /** Who comes over TLS before this was called has to come again. */
  secure(certificates: Certificates): void;
  /** Stops listening, lets running requests end for a moment, then cuts them. */
  close(): Promise<void>;
}

export interface Sockets {
  readonly host: string;
  readonly port: number;
  /** Absent: no TLS. */
  readonly tlsPort?: number;
}

const GRACE_MS = 500;
/** Connections that wait to be accepted while the server is busy; the system has a limit of its own, often 4096. */
const BACKLOG = 4096;

/** Takes the ports, so that one in use is known before anything else is touched. Rejects with Node's own error. */
export async function listen({ host, port, tlsPort }: Sockets): Promise<Listening> {
  let serve!: (handler: RequestListener) => void;
  const ready = new Promise<RequestListener>((resolve) => (serve = resolve));
  let handler: RequestListener = (request, response) => void ready.then((real) => real(request, response));
  void ready.then((real) => (handler = real));
  const handle: RequestListener = (request, response) => handler(request, response);
  const plain = await open(createServer(handle), { host, port });
  if (tlsPort === undefined) return { url: urlOf("http", plain.address), serve, secure: () => undefined, close: plain.close };
  let named: Certificates["named"] = async () => undefined;
  const tlsServer = createTlsServer(
    {
      SNICallback: (name, done) =>
        void named(name).then(
          (context) => done(null, context),
          (error: Error) => done(error),
        ),
    },
    handle,
  );
  const overTls = await open(tlsServer, { host, port: tlsPort }).catch(async (error: Error) => {
    await plain.close();
    throw Object.assign(error, { flag: "tls-port" });
  });
  return {
    url: urlOf("http", plain.address),
    tlsUrl: urlOf("https", overTls.address),
    serve,
    secure: (certificates) => {
      named = certificates.named;
      tlsServer.setSecureContext(certificates.standard);
    },
    close: async () => void (await Promise.all([plain.close(), overTls.close()])),
  };
}

interface Open {
  readonly address: AddressInfo;
  close(): Promise<void>;
}

async function open(server: Server, place: { host: string; port: number }): Promise<Open> {
  // Clients keep connections for reuse; closing them first would make their next request fail.
  server.keepAliveTimeout = 65_000;
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen({ ...place, backlog: BACKLOG }, resolve));
  return { address: server.address() as AddressInfo, close: () => close(server, sockets) };
}

/** Sockets are cut one by one: the server itself does not count one whose TLS has not begun. */
async function close(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => sockets.forEach((socket) => socket.destroy()), GRACE_MS);
  await closed;
  clearTimeout(cut);
}

/** What the name stands for. */
const LOCALHOST = ["127.0.0.1", "::1"];

/** A socket for all addresses is named by the loopback one; over TLS that is a name, which browsers and passkeys prefer. */
function urlOf(scheme: "http" | "https", { address, family, port }: AddressInfo): string {
  const isIpv6 = family === "IPv6";
  const nearby = address === "0.0.0.0" || address === "::" ? (isIpv6 ? "::1" : "127.0.0.1") : address;
  const name = scheme === "https" && LOCALHOST.includes(nearby) ? "localhost" : isIpv6 ? `[${nearby}]` : nearby;
  return `${scheme}://${name}:${port}`;
}
