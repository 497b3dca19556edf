import { Amplify } from "aws-amplify";
import {
  autoSignIn,
  type ConfirmSignInInput,
  confirmResetPassword,
  confirmSignIn,
  confirmSignUp,
  fetchAuthSession,
  fetchDevices,
  fetchMFAPreference,
  fetchUserAttributes,
  getCurrentUser,
  listWebAuthnCredentials,
  rememberDevice,
  resetPassword,
  setUpTOTP,
  signIn,
  signOut,
  signUp,
  updateMFAPreference,
  updatePassword,
  verifyTOTPSetup,
} from "aws-amplify/auth";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { appCode, wrongCode } from "../support/mfa.ts";
import { useTestServer } from "../support/server.ts";
import { useLambda } from "../triggers/lambda.ts";
import { poolWith } from "../triggers/pool-with-triggers.ts";
import { defineQuestions, QUESTION_TRIGGERS } from "../triggers/questions.ts";

const lambda = await useLambda();
const server = await useTestServer({ lambdaEndpoint: lambda.url });
const PASSWORD = "Corr3ct-Horse";
const username = "ada";
const EMAIL = { email: "ada@example.com" };

let poolId: string;

beforeEach(() => newPool());
afterEach(async () => {
  await signOut();
  vi.unstubAllGlobals();
});

async function newPool(settings: object = {}, clientSettings: object = {}): Promise<void> {
  poolId = (await server.call("CreateUserPool", { PoolName: "app", AutoVerifiedAttributes: ["email"], ...settings })).UserPool.Id;
  await useClient(clientSettings);
}

async function useClient(settings: object = {}): Promise<void> {
  const flows = ["ALLOW_USER_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];
  const made = await server.call("CreateUserPoolClient", {
    UserPoolId: poolId,
    ClientName: "web",
    PreventUserExistenceErrors: "ENABLED",
    ExplicitAuthFlows: flows,
    ...settings,
  });
  configure(made.UserPoolClient.ClientId);
}

const configure = (userPoolClientId: string) =>
  Amplify.configure({ Auth: { Cognito: { userPoolId: poolId, userPoolClientId, userPoolEndpoint: server.url } } });

async function newUser(attributes: Record<string, string> = { ...EMAIL, email_verified: "true" }): Promise<void> {
  const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
  await server.call("AdminCreateUser", { UserPoolId: poolId, Username: username, MessageAction: "SUPPRESS", UserAttributes });
  await server.call("AdminSetUserPassword", { UserPoolId: poolId, Username: username, Password: PASSWORD, Permanent: true });
}

const newestCode = async () => (await server.control.messages({ username }))[0]!.code!;
const stepOf = ({ nextStep }: { nextStep: { signInStep: string } }) => nextStep.signInStep;
const confirm = async (challengeResponse: string, options?: ConfirmSignInInput["options"]) =>
  stepOf(await confirmSignIn({ challengeResponse, options }));

describe("aws-amplify, unmodified", () => {
  test("signing in by SRP, the default, gives tokens, attributes and a refresh", async () => {
    await newUser();
    expect(stepOf(await signIn({ username, password: PASSWORD }))).toBe("DONE");
    expect((await getCurrentUser()).username).toBe(username);
    expect(await fetchUserAttributes()).toMatchObject(EMAIL);
    const before = (await fetchAuthSession()).tokens?.accessToken.toString();
    const after = (await fetchAuthSession({ forceRefresh: true })).tokens?.accessToken.toString();
    expect(after).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(after).not.toBe(before);
  });

  test("signing in with a wrong password is refused under Cognito's name", async () => {
    await newUser();
    await expect(signIn({ username, password: "Wr0ng-Horse" })).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: "Incorrect username or password.",
    });
  });

  test("a client that rotates refresh tokens is served a new one each time", async () => {
    await newUser();
    await useClient({
      ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH"],
      RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 0 },
    });
    await signIn({ username, password: PASSWORD });
    for (let round = 0; round < 3; round += 1) expect((await fetchAuthSession({ forceRefresh: true })).tokens?.accessToken).toBeDefined();
  });

  test("signing up, confirming and signing in at once needs no second code", async () => {
    await newPool({ Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } } });
    const { nextStep } = await signUp({
      username,
      password: PASSWORD,
      options: { userAttributes: EMAIL, autoSignIn: { authFlowType: "USER_AUTH" } },
    });
    expect(nextStep.signUpStep).toBe("CONFIRM_SIGN_UP");
    const confirmed = await confirmSignUp({ username, confirmationCode: await newestCode() });
    expect(confirmed.nextStep.signUpStep).toBe("COMPLETE_AUTO_SIGN_IN");
    expect(stepOf(await autoSignIn())).toBe("DONE");
    expect((await getCurrentUser()).username).toBe(username);
  });

  test("a temporary password is replaced", async () => {
    await server.call("AdminCreateUser", {
      UserPoolId: poolId,
      Username: username,
      TemporaryPassword: "Temp-0rary",
      MessageAction: "SUPPRESS",
    });
    expect(stepOf(await signIn({ username, password: "Temp-0rary" }))).toBe("CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED");
    expect(await confirm(PASSWORD)).toBe("DONE");
    await updatePassword({ oldPassword: PASSWORD, newPassword: "An0ther-Horse" });
  });

  test("a forgotten password is replaced by a code", async () => {
    await newUser();
    expect((await resetPassword({ username })).nextStep).toMatchObject({
      resetPasswordStep: "CONFIRM_RESET_PASSWORD_WITH_CODE",
      codeDeliveryDetails: { deliveryMedium: "EMAIL", destination: "a***@e***" },
    });
    await confirmResetPassword({ username, confirmationCode: await newestCode(), newPassword: "An0ther-Horse" });
    expect(stepOf(await signIn({ username, password: "An0ther-Horse" }))).toBe("DONE");
  });

  test("an authenticator app set up while signed in is asked for from then on", async () => {
    await newUser();
    await server.call("SetUserPoolMfaConfig", {
      UserPoolId: poolId,
      MfaConfiguration: "OPTIONAL",
      SoftwareTokenMfaConfiguration: { Enabled: true },
    });
    await signIn({ username, password: PASSWORD });
    const { sharedSecret } = await setUpTOTP();
    await verifyTOTPSetup({ code: appCode(server, sharedSecret) });
    await updateMFAPreference({ totp: "PREFERRED" });
    expect(await fetchMFAPreference()).toEqual({ enabled: ["TOTP"], preferred: "TOTP" });
    await signOut();
    expect(stepOf(await signIn({ username, password: PASSWORD }))).toBe("CONFIRM_SIGN_IN_WITH_TOTP_CODE");
    expect(await confirm(appCode(server, sharedSecret, 1))).toBe("DONE");
  });

  test("a code by text message or e-mail is asked for, whichever the user prefers", async () => {
    const SmsConfiguration = { SnsCallerArn: "arn:aws:iam::123456789012:role/sms" };
    await newPool({
      SmsConfiguration,
      EmailConfiguration: { EmailSendingAccount: "DEVELOPER", SourceArn: "arn:aws:ses:us-east-1:123456789012:identity/shop@example.com" },
    });
    await newUser({ ...EMAIL, email_verified: "true", phone_number: "+12065551212", phone_number_verified: "true" });
    const factors = {
      SmsMfaConfiguration: { SmsConfiguration },
      EmailMfaConfiguration: { Message: "Code: {####}", Subject: "Signing in" },
    };
    await server.call("SetUserPoolMfaConfig", { UserPoolId: poolId, MfaConfiguration: "OPTIONAL", ...factors });
    await signIn({ username, password: PASSWORD });
    await updateMFAPreference({ sms: "PREFERRED", email: "ENABLED" });
    await signOut();
    expect((await signIn({ username, password: PASSWORD })).nextStep).toMatchObject({
      signInStep: "CONFIRM_SIGN_IN_WITH_SMS_CODE",
      codeDeliveryDetails: { deliveryMedium: "SMS", destination: "+*******1212" },
    });
    await expect(confirm(wrongCode(await newestCode()))).rejects.toMatchObject({ name: "CodeMismatchException" });
    expect(await confirm(await newestCode())).toBe("DONE");
    await updateMFAPreference({ email: "PREFERRED" });
    await signOut();
    expect(stepOf(await signIn({ username, password: PASSWORD }))).toBe("CONFIRM_SIGN_IN_WITH_EMAIL_CODE");
    expect(await confirm(await newestCode())).toBe("DONE");
  });

  test("a pool that requires a second factor has an app set up at the first sign-in", async () => {
    await newUser();
    await server.call("SetUserPoolMfaConfig", {
      UserPoolId: poolId,
      MfaConfiguration: "ON",
      SoftwareTokenMfaConfiguration: { Enabled: true },
    });
    const { nextStep } = await signIn({ username, password: PASSWORD });
    if (nextStep.signInStep !== "CONTINUE_SIGN_IN_WITH_TOTP_SETUP") throw new Error(nextStep.signInStep);
    expect(await confirm(appCode(server, nextStep.totpSetupDetails.sharedSecret))).toBe("DONE");
  });

  test("a device is confirmed by the library and can be remembered", async () => {
    // It names the device after the browser that it is in.
    vi.stubGlobal("navigator", { userAgent: "Test/1.0", platform: "Test" });
    await newPool({ DeviceConfiguration: { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: true } });
    await newUser();
    await signIn({ username, password: PASSWORD });
    await rememberDevice();
    expect(await fetchDevices()).toHaveLength(1);
    await signOut();
    expect(stepOf(await signIn({ username, password: PASSWORD }))).toBe("DONE");
    expect(await fetchDevices()).toHaveLength(1);
  });

  test("custom questions are asked, after the password where the app wants it", async () => {
    const { pool, client } = await poolWith(server, QUESTION_TRIGGERS);
    poolId = pool;
    configure(client);
    await newUser();
    defineQuestions(lambda);
    for (const authFlowType of ["CUSTOM_WITHOUT_SRP", "CUSTOM_WITH_SRP"] as const) {
      const password = authFlowType === "CUSTOM_WITH_SRP" ? PASSWORD : undefined;
      const { nextStep } = await signIn({ username, password, options: { authFlowType } });
      expect(nextStep).toMatchObject({ signInStep: "CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE", additionalInfo: { question: "7 x 6" } });
      expect(await confirm("41")).toBe("CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE");
      expect(await confirm("42")).toBe("DONE");
      await signOut();
    }
  });
});

describe("aws-amplify, choosing how to sign in", () => {
  const options = { authFlowType: "USER_AUTH" } as const;

  beforeEach(async () => {
    await newPool({
      SmsConfiguration: { SnsCallerArn: "arn:aws:iam::123456789012:role/sms" },
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"] } },
    });
    await newUser({ ...EMAIL, email_verified: "true", phone_number: "+15550001234", phone_number_verified: "true" });
  });

  test("what is available is told, and each of it signs in when chosen", async () => {
    const choose = async () => (await signIn({ username, options })).nextStep;
    expect(await choose()).toMatchObject({
      signInStep: "CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION",
      availableChallenges: ["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP", "SMS_OTP"],
    });
    for (const [factor, step] of [
      ["EMAIL_OTP", "CONFIRM_SIGN_IN_WITH_EMAIL_CODE"],
      ["SMS_OTP", "CONFIRM_SIGN_IN_WITH_SMS_CODE"],
    ] as const) {
      await choose();
      expect(await confirm(factor)).toBe(step);
      expect(await confirm(await newestCode())).toBe("DONE");
      await signOut();
    }
    for (const factor of ["PASSWORD", "PASSWORD_SRP"] as const) {
      await choose();
      expect(await confirm(factor)).toBe("CONFIRM_SIGN_IN_WITH_PASSWORD");
      expect(await confirm(PASSWORD)).toBe("DONE");
      await signOut();
    }
  });

  test("what the app prefers is asked at once", async () => {
    const { nextStep } = await signIn({ username, options: { ...options, preferredChallenge: "EMAIL_OTP" } });
    expect(nextStep).toMatchObject({
      signInStep: "CONFIRM_SIGN_IN_WITH_EMAIL_CODE",
      codeDeliveryDetails: { deliveryMedium: "EMAIL", destination: "a***@e***" },
    });
    expect(await confirm(await newestCode())).toBe("DONE");
    await signOut();
    for (const preferredChallenge of ["PASSWORD", "PASSWORD_SRP"] as const) {
      expect(stepOf(await signIn({ username, password: PASSWORD, options: { ...options, preferredChallenge } }))).toBe("DONE");
      await signOut();
    }
  });

  test("a user without passkeys has none listed", async () => {
    await signIn({ username, password: PASSWORD, options: { ...options, preferredChallenge: "PASSWORD" } });
    expect((await listWebAuthnCredentials()).credentials).toEqual([]);
  });
});
