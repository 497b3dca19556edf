import { expect, test } from "vitest";
import { INBOX_SIZE } from "#src/delivery/inbox.ts";
import { pools } from "#src/records/pools.ts";
import { users } from "#src/records/users.ts";
import { attribute } from "../support/api-client.ts";
import { startTestServer, useTestServer } from "../support/server.ts";

const server = await useTestServer();
const { call, send, refusal } = server;

const PASSWORD = "Passw0rd!";
const mailOf = (address: string) => [{ Name: "email", Value: address }];

async function newPool(settings: object = {}, target = server) {
  const UserPoolId: string = (await target.call("CreateUserPool", { PoolName: "p", AutoVerifiedAttributes: ["email"], ...settings }))
    .UserPool.Id;
  const client = await target.call("CreateUserPoolClient", {
    UserPoolId,
    ClientName: "c",
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  });
  return { UserPoolId, ClientId: client.UserPoolClient.ClientId };
}

const codeOf = async (username: string): Promise<string> => (await server.control.messages({ username }))[0]!.code!;

test("SignUp, called eight times at once with one name, succeeds exactly once", async () => {
  const { ClientId } = await newPool();
  const answers = await Promise.all(
    Array.from({ length: 8 }, () =>
      send("SignUp", { ClientId, Username: "ada", Password: PASSWORD, UserAttributes: mailOf("ada@example.com") }),
    ),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ body }) => body.__type === "UsernameExistsException")).toHaveLength(7);
  expect(await server.control.messages({ username: "ada" })).toHaveLength(1);
});

test("ConfirmSignUp, of two users with one address at once, gives the alias to exactly one", async () => {
  const { UserPoolId, ClientId } = await newPool({ AliasAttributes: ["email"] });
  for (const Username of ["one", "two"])
    await call("SignUp", { ClientId, Username, Password: PASSWORD, UserAttributes: mailOf("ada@example.com") });
  const confirm = async (Username: string) => send("ConfirmSignUp", { ClientId, Username, ConfirmationCode: await codeOf(Username) });
  const answers = await Promise.all(["one", "two"].map(confirm));
  expect(answers.map(({ status, body }) => (status === 200 ? "confirmed" : body.__type)).sort()).toEqual([
    "AliasExistsException",
    "confirmed",
  ]);
  const owner = (await call("AdminGetUser", { UserPoolId, Username: "ada@example.com" })).Username;
  expect(owner).toBe(answers[0]!.status === 200 ? "one" : "two");
});

test("ConfirmSignUp, with the right code eight times at once, confirms once", async () => {
  const { ClientId } = await newPool();
  await call("SignUp", { ClientId, Username: "ada", Password: PASSWORD, UserAttributes: mailOf("ada@example.com") });
  const ConfirmationCode = await codeOf("ada");
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => send("ConfirmSignUp", { ClientId, Username: "ada", ConfirmationCode })),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
});

test("ConfirmSignUp, with sixteen wrong codes at once, looks at fifteen at most", async () => {
  const { ClientId } = await newPool();
  await call("SignUp", { ClientId, Username: "ada", Password: PASSWORD, UserAttributes: mailOf("ada@example.com") });
  const answers = await Promise.all(
    Array.from({ length: 16 }, () => send("ConfirmSignUp", { ClientId, Username: "ada", ConfirmationCode: "nonsense" })),
  );
  expect(answers.filter(({ body }) => body.__type === "CodeMismatchException").length).toBeLessThanOrEqual(15);
  expect(answers.some(({ body }) => body.__type === "TooManyFailedAttemptsException")).toBe(true);
});

test("ListUsers, with users that come and go between its pages, gives each staying user exactly once", async () => {
  const { UserPoolId } = await newPool();
  const create = (Username: string) =>
    call("AdminCreateUser", {
      UserPoolId,
      Username,
      MessageAction: "SUPPRESS",
      TemporaryPassword: PASSWORD,
      UserAttributes: [{ Name: "family_name", Value: "Lovelace" }],
    });
  const staying = Array.from({ length: 30 }, (_, index) => `stays${index}`);
  const going = Array.from({ length: 10 }, (_, index) => `goes${index}`);
  for (const name of [...staying, ...going]) await create(name);
  const seen: string[] = [];
  let PaginationToken: string | undefined;
  do {
    const page = await call("ListUsers", { UserPoolId, Limit: 4, Filter: 'family_name ^= "LOVE"', PaginationToken });
    seen.push(...page.Users.map(({ Username }: { Username: string }) => Username));
    PaginationToken = page.PaginationToken;
    const name = going.pop();
    if (name) await call("AdminDeleteUser", { UserPoolId, Username: name });
    if (seen.length < 16) await create(`late${seen.length}`);
  } while (PaginationToken !== undefined);
  expect(seen.filter((name) => name.startsWith("stays")).sort()).toEqual([...staying].sort());
});

test("ListUsers, with a token of another filter, is refused", async () => {
  const { UserPoolId } = await newPool();
  for (const Username of ["a", "b"]) await call("AdminCreateUser", { UserPoolId, Username });
  const { PaginationToken } = await call("ListUsers", { UserPoolId, Limit: 1 });
  const answer = await refusal("ListUsers", { UserPoolId, Limit: 1, Filter: 'username ^= "a"', PaginationToken });
  expect(answer).toEqual({ __type: "InvalidParameterException", message: "Invalid pagination token given." });
});

test("AdminCreateUser, without a temporary password, sends one that signs in", async () => {
  const { UserPoolId, ClientId } = await newPool();
  await call("AdminCreateUser", {
    UserPoolId,
    Username: "ada",
    DesiredDeliveryMediums: ["EMAIL"],
    UserAttributes: mailOf("ada@example.com"),
  });
  const answer = await call("InitiateAuth", {
    ClientId,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: "ada", PASSWORD: await codeOf("ada") },
  });
  expect(answer.ChallengeName).toBe("NEW_PASSWORD_REQUIRED");
});

test("AdminCreateUser, with both mediums, writes to both", async () => {
  const { UserPoolId } = await newPool();
  const UserAttributes = [...mailOf("ada@example.com"), { Name: "phone_number", Value: "+12065558884" }];
  await call("AdminCreateUser", { UserPoolId, Username: "ada", DesiredDeliveryMediums: ["SMS", "EMAIL"], UserAttributes });
  const messages = await server.control.messages({ username: "ada" });
  expect(messages.map(({ medium, destination }) => `${medium} ${destination}`).sort()).toEqual([
    "EMAIL ada@example.com",
    "SMS +12065558884",
  ]);
});

test("the store, after sign-up and invitation, holds neither passwords nor outstanding codes outside the inbox", async () => {
  const { UserPoolId, ClientId } = await newPool();
  await call("SignUp", { ClientId, Username: "ada", Password: "S3cret-passphrase", UserAttributes: mailOf("ada@example.com") });
  const code = await codeOf("ada");
  const { messages: _inbox, ...tables } = await server.services.store.dump(UserPoolId);
  expect(JSON.stringify(tables)).not.toContain("S3cret-passphrase");
  expect(JSON.stringify(tables.codes)).not.toContain(code);
});

test("the inbox, of more messages than it holds, keeps the newest", async () => {
  const { pool, user } = await recipient();
  const sent = INBOX_SIZE + 5;
  for (let index = 0; index < sent; index += 1)
    await server.services.deliver.send({
      pool,
      user,
      kind: "CustomMessage_ResendCode",
      medium: "EMAIL",
      destination: "ada@example.com",
      code: String(index),
    });
  const messages = await server.control.messages({ userPoolId: pool.id, limit: sent });
  expect(messages).toHaveLength(INBOX_SIZE);
  expect(messages[0]!.code).toBe(String(sent - 1));
  expect(messages.at(-1)!.code).toBe("5");
});

async function recipient() {
  const { UserPoolId } = await newPool();
  const { User } = await call("AdminCreateUser", { UserPoolId, Username: "ada" });
  const { store } = server.services;
  const pool = (await pools.find(store, UserPoolId, UserPoolId))!;
  return { pool, user: (await users.find(store, UserPoolId, attribute(User.Attributes, "sub")))! };
}

test("SignUp, on a server with a fixed code, sends that code", async () => {
  const fixed = await startTestServer({ fixedCode: "4242" });
  try {
    const { ClientId } = await newPool({}, fixed);
    await fixed.call("SignUp", { ClientId, Username: "ada", Password: PASSWORD, UserAttributes: mailOf("ada@example.com") });
    expect((await fixed.control.messages({ username: "ada" }))[0]!.code).toBe("424200");
    await fixed.call("ConfirmSignUp", { ClientId, Username: "ada", ConfirmationCode: "424200" });
  } finally {
    await fixed.close();
  }
});
