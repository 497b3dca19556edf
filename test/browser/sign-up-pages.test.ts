import { describe, expect, test } from "vitest";
import { chromiumTool } from "../support/chromium.ts";
import { useTestServer } from "../support/server.ts";
import { HostedPages, PASSWORD } from "./hosted-pages.ts";

const server = await useTestServer();
const SIGN_IN = /^(Sign in|submit)$/;
const TERMS = { Links: { "cognito:default": "https://example.com/en", "cognito:german": "https://example.com/de" } };

describe.skipIf(chromiumTool.missing)(chromiumTool.suite("signing up and passwords on the pages"), () => {
  const hosted = new HostedPages(server);

  const agree = async () => {
    for (const TermsName of ["terms-of-use", "privacy-policy"])
      await server.call("CreateTerms", {
        UserPoolId: hosted.poolId,
        ClientId: hosted.clientId,
        TermsName,
        TermsSource: "LINK",
        Enforcement: "NONE",
        ...TERMS,
      });
  };

  describe.each<[1 | 2, string]>([
    [1, "classic"],
    [2, "managed login"],
  ])("version %i, %s", (version) => {
    const toSignUp = async () => {
      await hosted.visit();
      await hosted.page
        .getByRole("link", { name: /^(Create an account|Sign up)$/ })
        .filter({ visible: true })
        .click();
    };
    const details = { username: "grace", "requiredAttributes[email]": "grace@example.com", "requiredAttributes[given_name]": "Grace" };
    const required = {
      Schema: [
        { Name: "email", Required: true },
        { Name: "given_name", Required: true },
      ],
    };

    test("a sign-up with what the pool requires, its checks while typing, a wrong code, a new one, and on to the app", async () => {
      await hosted.setUp({ version, pool: required });
      await agree();
      await toSignUp();
      await hosted.expectGoodPage();
      await hosted.page.getByRole("link", { name: "Privacy policy" }).filter({ visible: true }).waitFor();
      await hosted.submit({ ...details, password: "lower", confirmPassword: "lower" }, "Sign up");
      await hosted.expectError("Password did not conform with policy: Password not long enough");
      await hosted.page.locator('[name="password"]:visible').fill("lower");
      await hosted.expectChecks({ lowerletter: true, upperletter: false, numbers: false, symbols: false, length: false });
      await hosted.expectGoodPage();
      await hosted.submit({ password: PASSWORD, confirmPassword: PASSWORD }, "Sign up");
      await hosted.expectHeading("Confirm your account");
      await hosted.page.getByText("g***@e***").filter({ visible: true }).waitFor();
      await hosted.expectGoodPage();
      await hosted.submit({ code: "000000" }, "Confirm account");
      await hosted.expectError("Invalid verification code provided, please try again.");
      const first = await hosted.code("grace");
      await hosted.press("Send a new code");
      await hosted.expectNotice("We sent a new code to g***@e***.");
      await hosted.expectGoodPage();
      expect(await hosted.code("grace")).not.toBe(first);
      await hosted.page.getByRole("button", { name: "Fill in" }).click();
      await hosted.press("Confirm account");
      expect(await hosted.expectSignedIn()).toMatchObject({ "cognito:username": "grace", email: "grace@example.com" });
    });

    test("a name that is taken, and a sign-up that is not allowed", async () => {
      await hosted.setUp({ version, pool: required });
      await hosted.user("grace");
      await toSignUp();
      await hosted.submit({ ...details, password: PASSWORD, confirmPassword: PASSWORD }, "Sign up");
      await hosted.expectError("User already exists");
      await server.call("UpdateUserPool", { UserPoolId: hosted.poolId, AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } });
      await hosted.submit({ ...details, username: "other", password: PASSWORD, confirmPassword: PASSWORD }, "Sign up");
      await hosted.expectError("SignUp is not permitted for this user pool");
      await hosted.visit();
      expect(await hosted.page.getByRole("link", { name: /^(Create an account|Sign up)$/ }).count()).toBe(0);
    });

    test("a pool that verifies nothing signs up a user whom only an administrator can confirm: something went wrong", async () => {
      await hosted.setUp({ version, pool: { AutoVerifiedAttributes: [] } });
      await toSignUp();
      await hosted.submit({ username: "grace", password: PASSWORD, confirmPassword: PASSWORD }, "Sign up");
      await hosted.expectHeading("Something went wrong");
      await hosted.page.getByText("only AdminConfirmSignUp can confirm").waitFor();
      expect((await server.call("AdminGetUser", { UserPoolId: hosted.poolId, Username: "grace" })).UserStatus).toBe("UNCONFIRMED");
    });

    test("a confirmation by link says so, and following it confirms", async () => {
      await hosted.setUp({ version, pool: { VerificationMessageTemplate: { DefaultEmailOption: "CONFIRM_WITH_LINK" } } });
      await toSignUp();
      await hosted.submit(
        { username: "grace", "requiredAttributes[email]": "grace@example.com", password: PASSWORD, confirmPassword: PASSWORD },
        "Sign up",
      );
      await hosted.page.getByText("We sent a link to g***@e***").filter({ visible: true }).waitFor();
      await hosted.expectGoodPage();
      await hosted.page.goto(await hosted.link("grace"));
      await hosted.expectNotice("Your registration has been confirmed!");
      await hosted.expectGoodPage();
      await hosted.visit();
      await hosted.submit({ username: "grace", password: PASSWORD }, SIGN_IN);
      await hosted.expectSignedIn();
    });

    test("who is not confirmed is sent to the confirmation, and signs in after it", async () => {
      await hosted.setUp({ version, pool: required });
      await server.call("SignUp", {
        ClientId: hosted.clientId,
        Username: "grace",
        Password: PASSWORD,
        UserAttributes: [
          { Name: "email", Value: "grace@example.com" },
          { Name: "given_name", Value: "Grace" },
        ],
      });
      await hosted.visit();
      // Whatever the password: that the user is not confirmed is told before it is looked at.
      await hosted.submit({ username: "grace", password: "Wr0ng-Horse" }, SIGN_IN);
      await hosted.expectHeading("Confirm your account");
      await hosted.submit({ code: await hosted.code("grace") }, "Confirm account");
      await hosted.expectNotice("Your account is confirmed. You can sign in now.");
      await hosted.expectGoodPage();
      await hosted.submit({ username: "grace", password: PASSWORD }, SIGN_IN);
      await hosted.expectSignedIn();
    });

    test("a forgotten password: an unknown user, a wrong code, passwords that differ, and a new one", async () => {
      await hosted.setUp({ version });
      await hosted.user("grace", { email: "grace@example.com", email_verified: "true" });
      await hosted.visit();
      await hosted.page.getByRole("link", { name: "Forgot your password?" }).filter({ visible: true }).click();
      await hosted.expectGoodPage();
      const send = version === 1 ? "Reset my password" : "Send code";
      await hosted.submit({ username: "nobody" }, send);
      await hosted.expectError("Username/client id combination not found.");
      await hosted.expectGoodPage();
      await hosted.submit({ username: "grace" }, send);
      await hosted.page.getByText("g***@e***").filter({ visible: true }).waitFor();
      await hosted.expectGoodPage();
      const passwords = { password: "N3w-Secret", confirmPassword: "N3w-Secret" };
      await hosted.submit({ code: "000000", ...passwords }, "Change password");
      await hosted.expectError("Invalid verification code provided, please try again.");
      await hosted.expectGoodPage();
      await hosted.submit({ code: "000000", password: "N3w-Secret", confirmPassword: "0ther-Secret" }, "Change password");
      await hosted.expectError("The passwords do not match.");
      await hosted.press("Send a new code");
      await hosted.expectNotice("We sent a new code to g***@e***.");
      await hosted.submit({ code: await hosted.code("grace"), ...passwords }, "Change password");
      await hosted.expectNotice("Your password is changed. Sign in with the new one.");
      await hosted.submit({ username: "grace", password: "N3w-Secret" }, SIGN_IN);
      await hosted.expectSignedIn();
    });

    test("who has to reset the password is told so, and does", async () => {
      await hosted.setUp({ version });
      await hosted.user("grace", { email: "grace@example.com", email_verified: "true" });
      await server.call("AdminResetUserPassword", { UserPoolId: hosted.poolId, Username: "grace" });
      await hosted.visit();
      await hosted.submit({ username: "grace", password: PASSWORD }, SIGN_IN);
      await hosted.expectNotice("Your password must be reset. Enter the code that we sent you and a new password.");
      await hosted.expectGoodPage();
      await hosted.submit({ code: await hosted.code("grace"), password: "N3w-Secret", confirmPassword: "N3w-Secret" }, "Change password");
      await hosted.expectNotice("Your password is changed. Sign in with the new one.");
    });
  });
});
