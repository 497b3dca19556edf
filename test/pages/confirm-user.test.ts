import { describe, expect, test } from "vitest";
import { useTestServer } from "../support/server.ts";

const server = await useTestServer();

/** Signs up in a pool that verifies by link, and gives the link. */
async function signUp(): Promise<{ pool: string; link: string }> {
  const { UserPool } = await server.call("CreateUserPool", {
    PoolName: "links",
    AutoVerifiedAttributes: ["email"],
    VerificationMessageTemplate: { DefaultEmailOption: "CONFIRM_WITH_LINK" },
  });
  const { UserPoolClient } = await server.call("CreateUserPoolClient", { UserPoolId: UserPool.Id, ClientName: "app" });
  await server.call("SignUp", {
    ClientId: UserPoolClient.ClientId,
    Username: "ada&co",
    Password: "Str0ng-enough",
    UserAttributes: [{ Name: "email", Value: "ada@example.com" }],
  });
  const [message] = await server.control.messages({ username: "ada&co" });
  return { pool: UserPool.Id, link: message!.link! };
}

async function open(link: string): Promise<{ status: number; page: string; headers: Headers }> {
  const response = await fetch(link);
  return { status: response.status, page: await response.text(), headers: response.headers };
}

describe("GET /confirmUser", () => {
  test("the link of the message confirms the user and verifies the address", async () => {
    const { pool, link } = await signUp();
    const { status, page, headers } = await open(link);
    expect(status).toBe(200);
    expect(page).toContain("Your registration has been confirmed!");
    expect(headers.get("content-type")).toBe("text/html;charset=UTF-8");
    const user = await server.call("AdminGetUser", { UserPoolId: pool, Username: "ada&co" });
    expect(user.UserStatus).toBe("CONFIRMED");
    expect(user.UserAttributes).toContainEqual({ Name: "email_verified", Value: "true" });
  });

  test("the same link again: an error page says that the user is confirmed", async () => {
    const { link } = await signUp();
    await open(link);
    const { status, page } = await open(link);
    expect(status).toBe(400);
    expect(page).toContain("An error was encountered with the requested page.");
    expect(page).toContain("User cannot be confirmed. Current status is CONFIRMED");
  });

  test("another code: an error page, and the user stays unconfirmed", async () => {
    const { pool, link } = await signUp();
    const address = new URL(link);
    address.searchParams.set("confirmation_code", address.searchParams.get("confirmation_code") === "000000" ? "000001" : "000000");
    expect(await open(address.href)).toMatchObject({
      status: 400,
      page: expect.stringContaining("Invalid verification code provided, please try again."),
    });
    expect((await server.call("AdminGetUser", { UserPoolId: pool, Username: "ada&co" })).UserStatus).toBe("UNCONFIRMED");
  });

  test("without a parameter: an error page", async () => {
    expect(await open(`${server.url}/confirmUser?client_id=x`)).toMatchObject({
      status: 400,
      page: expect.stringContaining("Required parameters missing"),
    });
  });

  test("markup in a parameter is shown as text", async () => {
    const { status, page } = await open(
      `${server.url}/confirmUser?client_id=${encodeURIComponent("<script>alert(1)</script>")}&user_name=a&confirmation_code=1`,
    );
    expect(status).toBe(400);
    expect(page).not.toContain("<script>");
  });
});
