// What the machine allows a server that does nothing: answers each JSON body with the same JSON. `express` or `http`.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";

function expressEcho() {
  const app = express();
  app.use(express.json());
  app.post("/", (request, response) => response.json(request.body));
  return createServer(app);
}

const httpEcho = () =>
  createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = JSON.stringify(JSON.parse(Buffer.concat(chunks).toString("utf8")));
      response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
      response.end(text);
    });
  });

const server = process.argv[2] === "express" ? expressEcho() : httpEcho();
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
