import { describe, expect, test } from "vitest";
import { uuid } from "#src/lib/ids.ts";
import { users } from "#src/records/users.ts";
import { VERSION } from "#src/storage/driver.ts";
import { chromiumTool } from "../support/chromium.ts";
import { CALLBACK, hostedPool, PASSWORD } from "../support/hosted.ts";
import { useTestServer } from "../support/server.ts";
import { ConsolePages } from "./console-pages.ts";

const server = await useTestServer();

const all = async <T>(rows: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const row of rows) found.push(row);
  return found;
};

describe.skipIf(chromiumTool.missing)(chromiumTool.suite("the console"), () => {
  const pages = new ConsolePages(server);

  test("a pool is made; what the API refuses stands at the field that it is about", async () => {
    await pages.visit();
    await pages.expectText("There is no user pool yet.");
    await pages.expectGoodPage("pools-none");
    await pages.press("New user pool");
    await pages.fill(/^Pool name/, "a?b");
    await pages.press("Create user pool");
    await pages.expectAlert("InvalidParameterException");
    const field = pages.page.getByLabel(/^Pool name/);
    expect(await field.getAttribute("aria-invalid")).toBe("true");
    await pages.expectGoodPage("pool-form-refused");
    await field.fill("shop");
    await pages.press("Create user pool");
    await pages.expectHeading("shop");
    const { UserPools } = await server.call("ListUserPools", { MaxResults: 10 });
    expect(UserPools.map(({ Name }) => Name)).toEqual(["shop"]);
  });

  test("a pool's settings are changed, the others stay, and it is deleted", async () => {
    const { UserPool: made } = await server.call("CreateUserPool", { PoolName: "shop", AutoVerifiedAttributes: ["email"] });
    const poolId = made.Id;
    await pages.visit("pools", poolId, "settings");
    await pages.page.getByLabel("MFA configuration").selectOption("OFF");
    await pages.page.getByLabel("Deletion protection").selectOption("ACTIVE");
    await pages.expectGoodPage("settings");
    await pages.press("Save");
    await pages.expectSaid("The user pool is changed.");
    const { UserPool } = await server.call("DescribeUserPool", { UserPoolId: poolId });
    expect(UserPool).toMatchObject({ DeletionProtection: "ACTIVE", AutoVerifiedAttributes: ["email"], MfaConfiguration: "OFF" });
    await pages.press("Delete user pool");
    await pages.press("Yes");
    await pages.expectAlert(/deletion protection/i);
    await pages.page.getByLabel("Deletion protection").selectOption("INACTIVE");
    await pages.press("Save");
    // The words of the first change may still stand there.
    const protection = async () => (await server.call("DescribeUserPool", { UserPoolId: poolId })).UserPool.DeletionProtection;
    await expect.poll(protection).toBe("INACTIVE");
    await pages.press("Delete user pool");
    await pages.press("Yes");
    await pages.expectText("There is no user pool yet.");
  });

  test("a user is made, looked at, and has done to them what administrators do", async () => {
    const { poolId } = await hostedPool(server);
    await server.call("CreateGroup", { UserPoolId: poolId, GroupName: "admins" });
    await pages.visit("pools", poolId, "users");
    await pages.press("New user");
    await pages.fill(/^Username/, "bob");
    await pages.press("Create user");
    await pages.expectHeading("bob");
    const named = { UserPoolId: poolId, Username: "bob" };
    await pages.page.getByLabel("New password").fill("short");
    await pages.press("Set password");
    await pages.expectAlert("Password did not conform with policy");
    await pages.page.getByLabel("New password").fill(PASSWORD);
    await pages.press("Set password");
    await pages.expectSaid("The password is set.");
    expect(await server.call("AdminGetUser", named)).toMatchObject({ UserStatus: "CONFIRMED" });
    await pages.fill("Another attribute", "email");
    await pages.press("Add");
    await pages.fill("email", "bob@example.com");
    await pages.press("Save attributes");
    await pages.expectSaid("The attributes are saved.");
    await pages.fill("Group", "admins");
    await pages.press("Add to group");
    await pages.expectSaid("The user is in the group.");
    await pages.press("Disable");
    await pages.expectSaid("The user is disabled.");
    await pages.expectGoodPage("user");
    const read = await server.call("AdminGetUser", named);
    expect(read).toMatchObject({ Enabled: false });
    expect(read.UserAttributes).toContainEqual({ Name: "email", Value: "bob@example.com" });
    expect((await server.call("AdminListGroupsForUser", named)).Groups).toMatchObject([{ GroupName: "admins" }]);
    await pages.press("Enable");
    await pages.expectSaid("The user is enabled.");
    await pages.press("Take out of admins");
    await pages.expectText("The user is in no group.");
    await pages.press("Delete");
    await pages.press("Yes");
    await pages.expectText("E-mail");
    expect(await server.refusal("AdminGetUser", named)).toMatchObject({ __type: "UserNotFoundException" });
  });

  test.each([
    ["clients", "New app client", { "Client name": "mobile" }, "Create app client"],
    ["groups", "New group", { "Group name": "admins", Description: "May do all" }, "Create group"],
    ["resource-servers", "New resource server", { Name: "orders", Identifier: "https://orders" }, "Create resource server"],
  ])("%s: one is made, changed and deleted", async (path, make, fields, create) => {
    const { poolId } = await hostedPool(server);
    await pages.visit("pools", poolId, path);
    await pages.press(make);
    for (const [label, value] of Object.entries(fields)) await pages.fill(new RegExp(`^${label}`), value);
    await pages.expectGoodPage(`${path}-form`);
    await pages.press(create);
    const name = Object.values(fields)[0]!;
    await pages.page.getByRole("link", { name, exact: true }).waitFor();
    await pages.expectGoodPage(path);
    await pages.follow(name);
    await pages.expectHeading(name);
    await pages.expectGoodPage(`${path}-one`);
    await pages.press("Save");
    await pages.page.getByRole("status").filter({ hasText: "is changed." }).waitFor();
    await pages.press("Delete");
    await pages.press("Yes");
    await pages.page.getByRole("status").filter({ hasText: "is deleted." }).waitFor();
  });

  test("providers and domains are made; a client's sign-in page is one click away", async () => {
    const { poolId, clientId } = await hostedPool(server);
    await pages.visit("pools", poolId, "domains");
    await pages.expectText("Classic");
    await pages.expectGoodPage("domains");
    await pages.visit("pools", poolId, "providers");
    await pages.press("New identity provider");
    await pages.fill(/^Provider name/, "Google");
    await pages.page.getByLabel(/^Provider type/).selectOption("Google");
    for (const [at, [key, value]] of Object.entries({ client_id: "1", client_secret: "2", authorize_scopes: "openid" }).entries()) {
      await pages.press("Add to Provider details");
      await pages.fill(`Provider details: key ${at + 1}`, key);
      await pages.fill(`Provider details: value ${at + 1}`, value);
    }
    await pages.press("Create identity provider");
    await pages.page.getByRole("link", { name: "Google", exact: true }).waitFor();
    await pages.visit("pools", poolId, "clients", clientId);
    const opened = pages.page.context().waitForEvent("page");
    await pages.follow("Open the sign-in page");
    const signIn = await opened;
    await signIn.waitForURL(/\/login\?/);
    expect(new URL(signIn.url()).searchParams.get("redirect_uri")).toBe(CALLBACK);
  });

  test("a token is decoded, verified, and said why it is refused", async () => {
    const { poolId } = await hostedPool(server);
    const { UserPoolClient } = await server.call("CreateUserPoolClient", {
      UserPoolId: poolId,
      ClientName: "app",
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    });
    const { AuthenticationResult } = await server.call("InitiateAuth", {
      ClientId: UserPoolClient.ClientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: "ada", PASSWORD },
    });
    const look = async (token: string) => {
      await pages.fill("Token", token);
      await pages.press("Look into it");
    };
    await pages.visit("tokens");
    await look(AuthenticationResult.IdToken);
    await pages.expectText("Nothing is wrong with it.");
    await pages.expectText("an attribute of the user's");
    await pages.expectGoodPage("token");
    await look(AuthenticationResult.AccessToken);
    await pages.expectHeading("Access token");
    await pages.expectText("The server takes it.");
    const [header, payload, signature] = AuthenticationResult.AccessToken.split(".");
    await look(`${header}.${payload}.${signature!.slice(0, -8)}AAAAAAAA`);
    await pages.expectText("The signature is wrong: it was changed.");
    await server.call("AdminUserGlobalSignOut", { UserPoolId: poolId, Username: "ada" });
    await look(AuthenticationResult.AccessToken);
    await pages.expectText("Access Token has been revoked");
    server.advance(7200);
    await look(AuthenticationResult.IdToken);
    await pages.expectText(/^It expired \d+ minutes ago/);
    await look(AuthenticationResult.RefreshToken);
    await pages.expectHeading("Refresh token");
    await look("hello");
    await pages.expectText("It is no JSON Web Token.");
  });

  test("the clock is seen and moved", async () => {
    await pages.visit("clock");
    await pages.press("1 day on");
    await pages.expectText("86400 s");
    await pages.expectGoodPage("clock");
    expect(server.control.clock().offsetSeconds).toBe(86_400);
    await pages.press("Set it right");
    await pages.expectText(/^0 s$/);
  });

  test("the state is told as a seed that makes it again", async () => {
    const { poolId } = await hostedPool(server);
    await pages.visit("state");
    const text = await pages.page.getByRole("region", { name: "Seed" }).textContent();
    expect(JSON.parse(text!)).toMatchObject({
      Pools: [{ Id: poolId, PoolName: "shop", Users: [{ Username: "ada", Status: "CONFIRMED" }] }],
    });
    await pages.expectGoodPage("seed");
  });

  test("messages appear as they are sent: the code in large type, a text as text, a mail in a frame that runs nothing", async () => {
    const evil = `<p style="color: green">Your code is {####}</p><script>parent.document.title = "taken"</script><img src="x" onerror="document.body.textContent='taken'"><a href="https://example.com/">out</a>`;
    const { UserPool } = await server.call("CreateUserPool", {
      PoolName: "mailing",
      AutoVerifiedAttributes: ["email"],
      VerificationMessageTemplate: { EmailMessage: evil, EmailSubject: "Welcome" },
    });
    const { UserPoolClient } = await server.call("CreateUserPoolClient", { UserPoolId: UserPool.Id, ClientName: "app" });
    await pages.visit("inbox");
    await pages.expectText("Nothing has been sent yet.");
    await server.call("SignUp", {
      ClientId: UserPoolClient.ClientId,
      Username: "ada",
      Password: PASSWORD,
      UserAttributes: [{ Name: "email", Value: "ada@example.com" }],
    });
    await pages.expectHeading("Welcome");
    const code = await server.sentCode();
    expect(await pages.page.locator(".code code").textContent()).toBe(code);
    const mail = pages.page.frameLocator("iframe.mail");
    await mail.getByText(`Your code is ${code}`).waitFor();
    expect(await mail.getByText("taken").count()).toBe(0);
    expect(await mail.getByRole("link", { name: "out" }).getAttribute("rel")).toBe("noopener");
    expect(await pages.page.title()).toBe("Inbox · rockpool");
    await pages.expectGoodPage("inbox");
    await pages.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await pages.press("Copy the code");
    await pages.expectSaid("Copied");
    expect(await pages.page.evaluate("navigator.clipboard.readText()")).toBe(code);
    await pages.fill("User", "nobody");
    await pages.expectText("Nothing has been sent yet.");
    await pages.press("Empty the inbox");
    await pages.expectSaid("The inbox is empty.");
    expect(await server.control.messages()).toEqual([]);
  });

  test("calls appear as they are answered, can be looked into and copied, and hold no secret", async () => {
    const { poolId } = await hostedPool(server);
    await pages.visit("requests");
    await pages.page.getByRole("listitem").filter({ hasText: "AdminSetUserPassword" }).first().waitFor();
    await server.send("AdminGetUser", { UserPoolId: poolId, Username: "nobody" });
    const refused = pages.page.getByRole("listitem").filter({ hasText: "UserNotFoundException" });
    await refused.locator("summary").click();
    await refused.getByText("User does not exist.").first().waitFor();
    await pages.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await refused.getByRole("button", { name: "Copy as AWS CLI" }).click();
    await refused.getByText("Copied").first().waitFor();
    const command = await pages.page.evaluate<string>("navigator.clipboard.readText()");
    expect(command).toContain("aws cognito-idp admin-get-user");
    expect(command).toContain(`"Username":"nobody"`);
    await refused.getByRole("button", { name: "Copy as exchange" }).click();
    await expect.poll(() => pages.page.evaluate<string>("navigator.clipboard.readText()")).toContain("operation: AdminGetUser");
    await pages.expectGoodPage("requests");
    const all = await pages.page.locator("main").textContent();
    expect(all).not.toContain(PASSWORD);
    await pages.page.getByLabel("Refused only").check();
    await expect.poll(() => pages.page.getByRole("listitem").count()).toBe(1);
    await pages.press("Forget all");
    await pages.expectText("No request yet.");
  });

  test("triggers have their own page", async () => {
    await pages.visit("triggers");
    await pages.expectText("No trigger was called yet.");
    await pages.expectGoodPage("triggers");
  });

  test("a hundred thousand users are searched and paged by one call a page, each of 20 users", async () => {
    const { poolId } = await hostedPool(server);
    const [ada] = await all(users.all(server.services.store, { partition: poolId }));
    const { [VERSION]: _version, ...mould } = ada!;
    for (let from = 0; from < 100_000; from += 10_000) {
      const more = Array.from({ length: 10_000 }, (_, at) => `user-${String(from + at).padStart(6, "0")}`);
      await server.services.store.commit(
        more.map((username) => users.put({ ...mould, sub: uuid(), username, usernameKey: username, aliases: [], attributes: {} })),
      );
    }
    await pages.visit("pools", poolId, "users");
    await pages.press("Next");
    await pages.expectText("Page 2");
    // The call for the second page is out before calls are counted anew.
    await expect.poll(() => pages.calls.filter((name) => name === "ListUsers").length).toBe(2);
    await expect.poll(() => pages.page.getByRole("row").count()).toBe(21);
    pages.calls.length = 0;
    await pages.page.getByLabel("Begins with").fill("user-09999");
    await pages.page.getByRole("link", { name: "user-099990", exact: true }).waitFor();
    expect(await pages.page.getByRole("row").count()).toBe(11);
    expect(pages.calls).toEqual(["ListUsers"]);
  });

  test("what a console on another machine needs is typed in", async () => {
    await pages.visit("access");
    await pages.expectHeading("Access");
    await pages.expectGoodPage("access");
  });
});
