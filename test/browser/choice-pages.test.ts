import { describe, expect, test } from "vitest";
import { addAuthenticator, chromiumTool } from "../support/chromium.ts";
import { useTestServer } from "../support/server.ts";
import { HostedPages, PASSWORD } from "./hosted-pages.ts";

const server = await useTestServer();

describe.skipIf(chromiumTool.missing)(chromiumTool.suite("managed login where users choose how to sign in"), () => {
  const hosted = new HostedPages(server);

  const setUp = async (factors: readonly string[]) => {
    await hosted.setUp({
      version: 2,
      pool: {
        SmsConfiguration: { SnsCallerArn: "arn:aws:iam::123456789012:role/sms" },
        Policies: { SignInPolicy: { AllowedFirstAuthFactors: factors } },
      },
      client: { ExplicitAuthFlows: ["ALLOW_USER_AUTH"] },
    });
    await server.call("SetUserPoolMfaConfig", {
      UserPoolId: hosted.poolId,
      WebAuthnConfiguration: { RelyingPartyId: "localhost", UserVerification: "preferred" },
    });
  };

  test("name first, then the password: a wrong one, and the right one", async () => {
    await setUp(["PASSWORD"]);
    await hosted.user("ada");
    await hosted.visit();
    expect(await hosted.page.locator('[name="password"]').count()).toBe(0);
    await hosted.expectGoodPage();
    await hosted.submit({ username: "nobody" }, "Next");
    await hosted.expectError("User does not exist.");
    await hosted.submit({ username: "ada" }, "Next");
    await hosted.expectHeading("Enter your password");
    await hosted.expectGoodPage();
    await hosted.submit({ password: "Wr0ng-Horse" }, "Continue");
    await hosted.expectError("Incorrect username or password.");
    await hosted.expectGoodPage();
    await hosted.submit({ password: PASSWORD }, "Continue");
    await hosted.expectSignedIn();
  });

  test("a code by email or by SMS in the place of the password, chosen from all ways", async () => {
    await setUp(["PASSWORD", "EMAIL_OTP", "SMS_OTP"]);
    await hosted.user("ada", {
      email: "ada@example.com",
      email_verified: "true",
      phone_number: "+12065550100",
      phone_number_verified: "true",
    });
    await hosted.visit();
    await hosted.submit({ username: "ada" }, "Next");
    await hosted.expectHeading("Choose how to sign in");
    await hosted.expectGoodPage();
    await hosted.press("Sign in with a code by email");
    await hosted.expectHeading("Enter the code from the email message");
    await hosted.expectGoodPage();
    await hosted.submit({ code: "00000000" }, "Continue");
    await hosted.expectError("Invalid code or auth state for the user.");
    await hosted.press("Send a new code");
    await hosted.expectNotice("We sent a new code to a***@e***.");
    await hosted.submit({ code: await hosted.code("ada") }, "Continue");
    await hosted.expectSignedIn();
    await hosted.open();
    await hosted.visit();
    await hosted.submit({ username: "ada" }, "Next");
    await hosted.press("Sign in with a code by text message");
    await hosted.expectHeading("Enter the code from the text message");
    await hosted.submit({ code: await hosted.code("ada") }, "Continue");
    await hosted.expectSignedIn();
    await hosted.open();
    await hosted.visit();
    await hosted.submit({ username: "ada" }, "Next");
    await hosted.press("Sign in with a password");
    await hosted.page.getByRole("link", { name: "Try another way" }).click();
    await hosted.press("Sign in with a password");
    await hosted.submit({ password: PASSWORD }, "Continue");
    await hosted.expectSignedIn();
  });

  test("who signs up is offered a passkey on the way to the app, and signs in with it", async () => {
    await setUp(["PASSWORD", "WEB_AUTHN"]);
    await addAuthenticator(hosted.page);
    await hosted.visit("/signup");
    await hosted.submit(
      { username: "grace", "requiredAttributes[email]": "grace@example.com", password: PASSWORD, confirmPassword: PASSWORD },
      "Sign up",
    );
    await hosted.submit({ code: await hosted.code("grace") }, "Confirm account");
    await hosted.expectHeading("Set up sign-in with a passkey");
    await hosted.expectGoodPage();
    await hosted.press("Add passkey");
    expect(await hosted.expectSignedIn()).toMatchObject({ "cognito:username": "grace" });
    await hosted.page.context().clearCookies();
    await hosted.visit();
    await hosted.submit({ username: "grace" }, "Next");
    await hosted.press("Sign in with a passkey");
    await hosted.expectHeading("Sign in with a passkey");
    await hosted.expectGoodPage();
    await hosted.press("Sign in with a passkey");
    expect(await hosted.expectSignedIn()).toMatchObject({ "cognito:username": "grace" });
  });

  test("who wants no passkey goes on to the app all the same", async () => {
    await setUp(["PASSWORD", "WEB_AUTHN"]);
    await hosted.visit("/signup");
    await hosted.submit(
      { username: "grace", "requiredAttributes[email]": "grace@example.com", password: PASSWORD, confirmPassword: PASSWORD },
      "Sign up",
    );
    await hosted.submit({ code: await hosted.code("grace") }, "Confirm account");
    await hosted.press("Not now");
    await hosted.expectSignedIn();
  });

  test("an app sends its user to add a passkey: with a session it comes back with success, without one at once", async () => {
    await setUp(["PASSWORD", "WEB_AUTHN"]);
    await hosted.user("ada");
    await addAuthenticator(hosted.page);
    await hosted.visit("/passkeys/add");
    await hosted.page.waitForURL(`${hosted.callback}?result=invalid_session`);
    await hosted.visit();
    await hosted.submit({ username: "ada" }, "Next");
    await hosted.submit({ password: PASSWORD }, "Continue");
    await hosted.expectSignedIn();
    await hosted.visit("/passkeys/add");
    await hosted.press("Add passkey");
    await hosted.page.waitForURL(`${hosted.callback}?result=success`);
    await hosted.visit("/passkeys/add");
    await hosted.press("Add passkey");
    await hosted.expectError("The passkey could not be used. Try again.");
    await hosted.expectGoodPage();
  });

  test("a passkey that the browser does not have is said so", async () => {
    await setUp(["PASSWORD", "WEB_AUTHN"]);
    await hosted.user("ada");
    await addAuthenticator(hosted.page);
    await hosted.visit();
    await hosted.submit({ username: "ada" }, "Next");
    await hosted.submit({ password: PASSWORD }, "Continue");
    await hosted.expectSignedIn();
    await hosted.visit("/passkeys/add");
    await hosted.press("Add passkey");
    await hosted.page.waitForURL(`${hosted.callback}?result=success`);
    const page = await hosted.open();
    await addAuthenticator(page);
    await hosted.visit();
    await hosted.submit({ username: "ada" }, "Next");
    await hosted.press("Sign in with a passkey");
    await hosted.press("Sign in with a passkey");
    await hosted.expectError("The passkey could not be used. Try again.");
    await hosted.expectGoodPage();
  });
});
