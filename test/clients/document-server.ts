import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { selfSignedCertificate } from "#src/crypto/certificate.ts";

/** What an address answers. */
export interface Page {
  readonly status?: number;
  readonly type?: string;
  readonly body: string;
}

/** An https server on this machine whose pages tests choose, and the certificate to trust it by. */
export async function startDocumentServer() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const day = 86_400_000;
  const certificate = selfSignedCertificate({
    privateKey,
    commonName: "localhost",
    notBefore: Date.now() - day,
    notAfter: Date.now() + day,
  });
  const pem = `-----BEGIN CERTIFICATE-----\n${certificate.toString("base64").replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`;
  const pages = new Map<string, Page>();
  const asked: string[] = [];
  const server = createServer({ key: privateKey.export({ format: "pem", type: "pkcs8" }), cert: pem }, (request, response) => {
    asked.push(request.url ?? "");
    const { status = 200, type = "application/json", body } = pages.get(request.url ?? "") ?? { status: 404, body: "" };
    response.writeHead(status, { "content-type": type, location: "/elsewhere" }).end(body);
  });
  await new Promise<void>((listening) => void server.listen(0, "127.0.0.1", listening));
  const origin = `https://localhost:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    pem,
    /** The paths that were asked for. */
    asked,
    serve: (path: string, page: Page | object): string => {
      pages.set(path, "body" in page ? page : { body: JSON.stringify(page) });
      return origin + path;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise<unknown>((closed) => void server.close(closed));
    },
  };
}
