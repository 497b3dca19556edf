import { request } from "node:https";
import type { PeerCertificate, TLSSocket } from "node:tls";

export interface Answered {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
  readonly certificate: PeerCertificate;
}

/** Asks the server at `url`, taken for `host`, and trusts `ca` alone: rejects where the certificate is for another name. */
export const askOverTls = (url: string, { ca, host }: { ca: string; host?: string }): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(url);
    const headers = host ? { host: `${host}:${port}` } : {};
    request(url, { ca, servername: host, headers, agent: false }, (response) => {
      const certificate = (response.socket as TLSSocket).getPeerCertificate();
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (piece: string) => (body += piece));
      response.on("end", () => resolve({ status: response.statusCode!, headers: response.headers, body, certificate }));
    })
      .on("error", reject)
      .end();
  });
