import type { IncomingMessage } from "node:http";
import { RequestEntityTooLargeException } from "../lib/protocol-errors.ts";

/**
 * The body as text. What comes after the limit is read and thrown away, so that the client gets its answer.
 * @throws RequestEntityTooLargeException
 */
export function readBody(request: IncomingMessage, limitBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limitBytes) chunks.push(chunk);
    });
    request.on("end", () => {
      if (size > limitBytes) reject(new RequestEntityTooLargeException("Request entity too large"));
      else resolve(chunks.length === 1 ? chunks[0]!.toString("utf8") : Buffer.concat(chunks).toString("utf8"));
    });
    request.on("error", reject);
    request.on("aborted", () => reject(new Error("The client closed the connection.")));
  });
}
