import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { createSmtp } from "#src/delivery/smtp.ts";
import { useTestServer } from "../support/server.ts";

interface Mail {
  readonly from: string;
  readonly to: string;
  readonly source: string;
}

const mails: Mail[] = [];
/** What the mail server says to the next recipients; then it takes them. */
const refusals: number[] = [];

const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS"],
  onRcptTo: (_address, _session, callback) => {
    const responseCode = refusals.shift();
    callback(responseCode === undefined ? null : Object.assign(new Error("no"), { responseCode }));
  },
  onData: (stream, session, callback) => {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", () => {
      const { mailFrom, rcptTo } = session.envelope;
      mails.push({ from: mailFrom ? mailFrom.address : "", to: rcptTo[0]!.address, source: Buffer.concat(chunks).toString() });
      callback();
    });
  },
});
await new Promise<void>((resolve) => smtp.listen(0, "127.0.0.1", resolve));
afterAll(() => new Promise<void>((resolve) => smtp.close(() => resolve())));
beforeEach(() => {
  mails.length = 0;
  refusals.length = 0;
});

const server = await useTestServer({ smtpUrl: `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`, logLevel: "silent" });

async function clientOf(settings: object = {}): Promise<{ pool: string; client: string }> {
  const { UserPool } = await server.call("CreateUserPool", { PoolName: "mail", AutoVerifiedAttributes: ["email"], ...settings });
  const { UserPoolClient } = await server.call("CreateUserPoolClient", { UserPoolId: UserPool.Id, ClientName: "app" });
  return { pool: UserPool.Id, client: UserPoolClient.ClientId };
}

const signUp = (client: string) =>
  server.send("SignUp", {
    ClientId: client,
    Username: "ada",
    Password: "Str0ng-enough",
    UserAttributes: [{ Name: "email", Value: "ada@example.com" }],
  });
const code = async () => (await server.control.messages({ username: "ada" }))[0]!.code!;

describe("mail by SMTP", () => {
  test("a code is mailed to the user, from Cognito's address, as text and HTML", async () => {
    const { client } = await clientOf();
    await signUp(client);
    expect(mails).toMatchObject([{ from: "no-reply@verificationemail.com", to: "ada@example.com" }]);
    const { source } = mails[0]!;
    expect(source).toContain("Subject: Your verification code");
    expect(source.split(`Your verification code is ${await code()}.`)).toHaveLength(3);
    expect(source).toMatch(/Content-Type: text\/plain/);
    expect(source).toMatch(/Content-Type: text\/html/);
  });

  test("a pool's own sender and reply address are used", async () => {
    const EmailConfiguration = {
      EmailSendingAccount: "DEVELOPER",
      SourceArn: "arn:aws:ses:us-east-1:123456789012:identity/example.com",
      From: "Shop <shop@example.com>",
      ReplyToEmailAddress: "help@example.com",
    };
    const { client } = await clientOf({ EmailConfiguration });
    await signUp(client);
    expect(mails[0]!.from).toBe("shop@example.com");
    expect(mails[0]!.source).toContain("Reply-To: help@example.com");
  });

  test.each([
    "a,evil@example.com",
    '"x"<evil@example.com>',
    "x<evil@example.com>",
    "a;evil@example.com",
    "group:evil@example.com",
    "a(b)@example.com",
  ])("SignUp with the address %s: refused, and nothing is mailed", async (address) => {
    const { client } = await clientOf();
    const UserAttributes = [{ Name: "email", Value: address }];
    const { body } = await server.send("SignUp", { ClientId: client, Username: "ada", Password: "Str0ng-enough", UserAttributes });
    expect(body).toMatchObject({ __type: "InvalidParameterException", message: "Invalid email address format." });
    expect(mails).toEqual([]);
  });

  test("a message to an address with a comma goes to that one address or nowhere", async () => {
    await createSmtp(`smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`)
      .deliver({ pool: { settings: {} }, destination: "a,evil@example.com" } as never, { subject: "s", body: "b" })
      .catch(() => undefined);
    expect(mails.map(({ to }) => to)).not.toContain("evil@example.com");
  });

  test("a refusal for now is tried again", async () => {
    refusals.push(451);
    const { client } = await clientOf();
    expect((await signUp(client)).status).toBe(200);
    expect(mails).toHaveLength(1);
  });

  test("SignUp whose mail is refused for good: CodeDeliveryFailureException at once; the code of the inbox still works", async () => {
    refusals.push(550);
    const { pool, client } = await clientOf();
    expect((await signUp(client)).body.__type).toBe("CodeDeliveryFailureException");
    expect(mails).toEqual([]);
    await server.call("ConfirmSignUp", { ClientId: client, Username: "ada", ConfirmationCode: await code() });
    expect((await server.call("AdminGetUser", { UserPoolId: pool, Username: "ada" })).UserStatus).toBe("CONFIRMED");
  });

  test("AdminResetUserPassword, which knows no such error, succeeds all the same", async () => {
    const { pool } = await clientOf();
    await server.call("AdminCreateUser", {
      UserPoolId: pool,
      Username: "ada",
      MessageAction: "SUPPRESS",
      UserAttributes: [
        { Name: "email", Value: "ada@example.com" },
        { Name: "email_verified", Value: "true" },
      ],
    });
    await server.call("AdminSetUserPassword", { UserPoolId: pool, Username: "ada", Password: "Str0ng-enough", Permanent: true });
    refusals.push(550);
    await server.call("AdminResetUserPassword", { UserPoolId: pool, Username: "ada" });
    expect(await code()).toMatch(/^\d{6}$/);
  });
});
