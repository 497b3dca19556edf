import { describe, expect, test } from "vitest";
import { totpCode, totpStep } from "#src/crypto/totp.ts";
import { chromiumTool } from "../support/chromium.ts";
import { useTestServer } from "../support/server.ts";
import { HostedPages, PASSWORD } from "./hosted-pages.ts";

const server = await useTestServer();
const SIGN_IN = /^(Sign in|submit)$/;
const SMS = { SnsCallerArn: "arn:aws:iam::123456789012:role/sms" };

describe.skipIf(chromiumTool.missing)(chromiumTool.suite("signing in on the pages"), () => {
  const hosted = new HostedPages(server);
  const now = () => server.services.clock.now();

  describe.each<[1 | 2, string]>([
    [1, "classic"],
    [2, "managed login"],
  ])("version %i, %s", (version) => {
    const signIn = async (username = "ada", password = PASSWORD) => {
      await hosted.visit();
      await hosted.submit({ username, password }, SIGN_IN);
    };

    test("name and password: a wrong one is said so, the right one leads back to the app", async () => {
      await hosted.setUp({ version });
      await hosted.user("ada");
      await hosted.visit();
      await hosted.expectGoodPage();
      await hosted.submit({ username: "ada", password: "Wr0ng-Horse" }, SIGN_IN);
      await hosted.expectError("Incorrect username or password.");
      await hosted.expectGoodPage();
      await hosted.submit({ username: "ada", password: PASSWORD }, SIGN_IN);
      expect(await hosted.expectSignedIn()).toMatchObject({ "cognito:username": "ada" });
    });

    test("a client with a secret signs in as others do", async () => {
      await hosted.setUp({ version, client: { GenerateSecret: true } });
      await hosted.user("ada");
      await signIn();
      expect(await hosted.expectSignedIn()).toMatchObject({ "cognito:username": "ada" });
    });

    test("a temporary password is replaced first: a weak one is refused, two different ones are, a good one signs in", async () => {
      await hosted.setUp({ version, pool: { Schema: [{ Name: "given_name", Required: true }] } });
      await server.call("AdminCreateUser", {
        UserPoolId: hosted.poolId,
        Username: "ada",
        TemporaryPassword: "Temp0rary-Horse",
        MessageAction: "SUPPRESS",
      });
      await signIn("ada", "Temp0rary-Horse");
      await hosted.expectHeading("Set a new password");
      await hosted.expectGoodPage();
      const name = { "requiredAttributes[given_name]": "Ada" };
      await hosted.submit({ password: "short", confirmPassword: "short", ...name }, "Change password");
      await hosted.expectError("Password did not conform with policy: Password not long enough");
      await hosted.expectGoodPage();
      await hosted.submit({ password: PASSWORD, confirmPassword: "Other-H0rse" }, "Change password");
      await hosted.expectError("The passwords do not match.");
      await hosted.submit({ password: PASSWORD, confirmPassword: PASSWORD }, "Change password");
      expect(await hosted.expectSignedIn()).toMatchObject({ "cognito:username": "ada" });
    });

    test("a second factor by SMS: a wrong code, a new one, and the right one", async () => {
      await hosted.setUp({ version, pool: { SmsConfiguration: SMS, MfaConfiguration: "OPTIONAL" } });
      await hosted.user("ada", { phone_number: "+12065550100", phone_number_verified: "true" });
      await server.call("AdminSetUserMFAPreference", { UserPoolId: hosted.poolId, Username: "ada", SMSMfaSettings: { Enabled: true } });
      await signIn();
      await hosted.expectHeading("Enter the code from the text message");
      await hosted.expectGoodPage();
      await hosted.submit({ authentication_code: "000000" }, "Continue");
      await hosted.expectError("Invalid code or auth state for the user.");
      await hosted.expectGoodPage();
      const first = await hosted.code("ada");
      await hosted.press("Send a new code");
      await hosted.expectNotice("We sent a new code to +*******0100.");
      await hosted.submit({ authentication_code: first }, "Continue");
      await hosted.expectError("Invalid code or auth state for the user.");
      await hosted.submit({ authentication_code: await hosted.code("ada") }, "Continue");
      await hosted.expectSignedIn();
    });

    test("one of two second factors is chosen; the authenticator app's code signs in", async () => {
      await hosted.setUp({ version, pool: { SmsConfiguration: SMS } });
      await server.call("SetUserPoolMfaConfig", {
        UserPoolId: hosted.poolId,
        MfaConfiguration: "OPTIONAL",
        SmsMfaConfiguration: { SmsConfiguration: SMS },
        SoftwareTokenMfaConfiguration: { Enabled: true },
      });
      await hosted.user("ada", { phone_number: "+12065550100", phone_number_verified: "true" });
      await signIn();
      await hosted.expectSignedIn();
      const secret = await hosted.setUpAuthenticatorApp("ada");
      await server.call("AdminSetUserMFAPreference", {
        UserPoolId: hosted.poolId,
        Username: "ada",
        SMSMfaSettings: { Enabled: true },
        SoftwareTokenMfaSettings: { Enabled: true },
      });
      await hosted.open();
      await signIn();
      await hosted.expectHeading("Choose a multi-factor authentication (MFA) method");
      await hosted.expectGoodPage();
      await hosted.page.getByLabel("Authenticator app").filter({ visible: true }).check();
      await hosted.press("Continue");
      await hosted.expectHeading("Enter the code from your authenticator app");
      await hosted.expectGoodPage();
      await hosted.submit({ authentication_code: "000000" }, "Continue");
      await hosted.expectError("Invalid code received for user");
      await hosted.submit({ authentication_code: totpCode(secret, totpStep(now()) + 1) }, "Continue");
      await hosted.expectSignedIn();
    });

    test("a pool that requires a second factor has an authenticator app set up, by a QR code or its secret", async () => {
      await hosted.setUp({ version });
      await server.call("SetUserPoolMfaConfig", {
        UserPoolId: hosted.poolId,
        MfaConfiguration: "ON",
        SoftwareTokenMfaConfiguration: { Enabled: true },
      });
      await hosted.user("ada");
      await signIn();
      await hosted.expectHeading("Set up authenticator app MFA");
      const image = hosted.page.getByRole("img", { name: "QR code with the secret key" }).filter({ visible: true });
      expect(await image.evaluate((element) => (element as unknown as { naturalWidth: number }).naturalWidth)).toBeGreaterThan(100);
      await hosted.page.getByText("Show secret key").filter({ visible: true }).click();
      await hosted.expectGoodPage();
      const secret = await hosted.page.locator("#associationCode").filter({ visible: true }).innerText();
      await hosted.submit({ authentication_code: "000000" }, "Continue");
      await hosted.expectError("Code mismatch and fail enable Software Token MFA");
      await hosted.submit({ authentication_code: totpCode(secret, totpStep(now())), deviceName: "Phone" }, "Continue");
      await hosted.expectSignedIn();
      await hosted.open();
      await signIn();
      await hosted.expectHeading("Enter the code from your authenticator app");
    });

    test.each([
      {
        label: "Email message",
        field: "email",
        value: "new@example.com",
        heading: "Set up email MFA",
        wrong: "not-an-address",
        codeField: "code",
        factor: "EMAIL_OTP",
      },
      {
        label: "Text message",
        field: "phone_number",
        value: "+12065550199",
        heading: "Set up SMS MFA",
        wrong: "12",
        codeField: "authentication_code",
        factor: "SMS_MFA",
      },
    ])("the set-up of a second factor by $label", async ({ label, field, value, heading, wrong, codeField, factor }) => {
      await hosted.setUp({
        version,
        pool: {
          SmsConfiguration: SMS,
          EmailConfiguration: { EmailSendingAccount: "DEVELOPER", SourceArn: "arn:aws:ses:us-east-1:123456789012:identity/a@example.com" },
          AccountRecoverySetting: { RecoveryMechanisms: [{ Name: "admin_only", Priority: 1 }] },
        },
      });
      await server.call("SetUserPoolMfaConfig", {
        UserPoolId: hosted.poolId,
        MfaConfiguration: "ON",
        SmsMfaConfiguration: { SmsConfiguration: SMS },
        EmailMfaConfiguration: {},
        SoftwareTokenMfaConfiguration: { Enabled: true },
      });
      await hosted.user("ada");
      await signIn();
      await hosted.expectHeading("Choose a multi-factor authentication (MFA) method");
      await hosted.expectGoodPage();
      await hosted.page.getByLabel(label).filter({ visible: true }).check();
      await hosted.press("Continue");
      await hosted.expectHeading(heading);
      await hosted.expectGoodPage();
      // What browsers themselves would refuse.
      await hosted.letBrowserSendAnything();
      await hosted.submit({ [field]: wrong }, "Send code");
      await hosted.expectError(/^Invalid (email address|phone number) format\.$/);
      await hosted.submit({ [field]: value }, "Send code");
      await hosted.page.locator(`[name="${codeField}"]`).first().waitFor({ state: "attached" });
      await hosted.submit({ [codeField]: await hosted.code("ada") }, "Continue");
      await hosted.expectSignedIn();
      const user = await server.call("AdminGetUser", { UserPoolId: hosted.poolId, Username: "ada" });
      expect(user.UserMFASettingList).toEqual([factor]);
    });

    test("a page that is left for too long says that something went wrong, and leads back", async () => {
      await hosted.setUp({ version, pool: { SmsConfiguration: SMS, MfaConfiguration: "OPTIONAL" } });
      await hosted.user("ada", { phone_number: "+12065550100", phone_number_verified: "true" });
      await server.call("AdminSetUserMFAPreference", { UserPoolId: hosted.poolId, Username: "ada", SMSMfaSettings: { Enabled: true } });
      await signIn();
      await hosted.expectHeading("Enter the code from the text message");
      server.advance(4 * 60);
      await hosted.submit({ authentication_code: await hosted.code("ada") }, "Continue");
      await hosted.expectHeading("Something went wrong");
      await hosted.page.getByText("session is expired").waitFor();
      await hosted.expectGoodPage();
      await hosted.page.getByRole("link", { name: "Sign in" }).filter({ visible: true }).click();
      await hosted.page.locator('[name="username"]:visible').waitFor();
    });
  });
});
