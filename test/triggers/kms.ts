import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";

/** KMS's GenerateDataKey and Decrypt, played by a small HTTP server that wraps keys by naming them. */
export async function useKms() {
  const keys = new Map<string, { key: Buffer; keyId: string }>();
  const operations: Record<string, (input: { KeyId: string; CiphertextBlob: string }) => object> = {
    GenerateDataKey: ({ KeyId }) => {
      const key = randomBytes(32);
      const name = randomBytes(16).toString("base64");
      keys.set(name, { key, keyId: KeyId });
      return { KeyId, Plaintext: key.toString("base64"), CiphertextBlob: name };
    },
    Decrypt: ({ CiphertextBlob }) => {
      const { key, keyId } = keys.get(CiphertextBlob)!;
      return { KeyId: keyId, Plaintext: key.toString("base64"), EncryptionAlgorithm: "SYMMETRIC_DEFAULT" };
    },
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const run = operations[String(request.headers["x-amz-target"]).split(".")[1]!];
      const body = run?.(JSON.parse(Buffer.concat(chunks).toString()) as never);
      response
        .writeHead(body ? 200 : 400, { "content-type": "application/x-amz-json-1.1" })
        .end(JSON.stringify(body ?? { __type: "UnsupportedOperationException" }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
