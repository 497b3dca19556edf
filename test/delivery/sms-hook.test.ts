import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { useTestServer } from "../support/server.ts";

const posts: { headers: IncomingHttpHeaders; body: Record<string, unknown> }[] = [];
/** What the hook answers first; then 204. */
const statuses: number[] = [];

const hook = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    posts.push({ headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown> });
    response.writeHead(statuses.shift() ?? 204).end();
  });
});
await new Promise<void>((resolve) => hook.listen(0, "127.0.0.1", resolve));
afterAll(() => {
  hook.closeAllConnections();
  hook.close();
});
beforeEach(() => {
  posts.length = 0;
  statuses.length = 0;
});

const server = await useTestServer({
  smsUrl: `http://me:secret@127.0.0.1:${(hook.address() as AddressInfo).port}/sms?via=test`,
  logLevel: "silent",
});

async function signUp() {
  const { UserPool } = await server.call("CreateUserPool", {
    PoolName: "sms",
    AutoVerifiedAttributes: ["phone_number"],
    SmsConfiguration: { SnsCallerArn: "arn:aws:iam::123456789012:role/sms" },
  });
  const { UserPoolClient } = await server.call("CreateUserPoolClient", { UserPoolId: UserPool.Id, ClientName: "app" });
  const answer = await server.send("SignUp", {
    ClientId: UserPoolClient.ClientId,
    Username: "ada",
    Password: "Str0ng-enough",
    UserAttributes: [{ Name: "phone_number", Value: "+15555550100" }],
  });
  return { ...answer, pool: UserPool.Id, client: UserPoolClient.ClientId };
}

describe("the SMS hook", () => {
  test("gets one POST with JSON for a message", async () => {
    const { pool, client } = await signUp();
    const [message] = await server.control.messages({ username: "ada" });
    expect(posts).toHaveLength(1);
    expect(posts[0]!.body).toEqual({
      id: expect.any(String),
      userPoolId: pool,
      clientId: client,
      username: "ada",
      destination: "+15555550100",
      kind: "CustomMessage_SignUp",
      body: message!.body,
      code: message!.code,
    });
    expect(posts[0]!.headers).toMatchObject({
      "content-type": "application/json",
      authorization: `Basic ${Buffer.from("me:secret").toString("base64")}`,
    });
  });

  test("that fails is asked again with the same id", async () => {
    statuses.push(503);
    expect((await signUp()).status).toBe(200);
    expect(posts.map(({ body }) => body["id"])).toEqual([posts[0]!.body["id"], posts[0]!.body["id"]]);
  });

  test.each([
    [[400], 1],
    [[500, 500, 500], 3],
  ])("that answers %j is a delivery that failed, after %i posts; the inbox has the code", async (answers, count) => {
    statuses.push(...answers);
    expect((await signUp()).body.__type).toBe("CodeDeliveryFailureException");
    expect(posts).toHaveLength(count);
    expect((await server.control.messages({ username: "ada" }))[0]!.code).toMatch(/^\d{6}$/);
  });
});
