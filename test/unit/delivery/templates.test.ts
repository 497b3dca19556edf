import { expect, test } from "vitest";
import type { Notice } from "#src/delivery/notice.ts";
import { textOf } from "#src/delivery/templates.ts";

const notice = (changes: Partial<Notice>, messages: object = {}, pool: object = {}): Notice =>
  ({
    pool: { usernameAttributes: [], messages: { verificationOption: "CONFIRM_WITH_CODE", ...messages }, ...pool },
    client: { id: "c1" },
    user: { username: "ada lovelace", attributes: { email: "ada@example.com" } },
    kind: "CustomMessage_SignUp",
    medium: "EMAIL",
    destination: "ada@example.com",
    code: "123456",
    ...changes,
  }) as Notice;
const text = (changes: Partial<Notice>, messages?: object, pool?: object) =>
  textOf(notice(changes, messages, pool), "http://localhost:4100");

test("textOf, without texts of the pool, uses Cognito's", () => {
  expect(text({})).toEqual({ subject: "Your verification code", body: "Your verification code is 123456." });
  expect(text({ medium: "SMS" })).toEqual({ body: "Your verification code is 123456." });
  expect(text({ kind: "CustomMessage_AdminCreateUser", code: "$& {####}" })).toEqual({
    subject: "Your temporary password",
    body: "Your username is ada lovelace and temporary password is $& {####}.",
  });
  expect(text({ kind: "CustomMessage_Authentication", medium: "SMS" })).toEqual({ body: "Your authentication code is 123456." });
});

test("textOf, with texts of the pool, fills in every placeholder", () => {
  expect(text({}, { verificationEmail: "{username}: {####} {####}", verificationEmailSubject: "{####}" })).toEqual({
    subject: "123456",
    body: "ada lovelace: 123456 123456",
  });
  expect(text({ kind: "CustomMessage_AdminCreateUser", medium: "SMS" }, { invitationSms: "{username}/{####}" })).toEqual({
    body: "ada lovelace/123456",
  });
});

test("textOf, where addresses are the names, addresses the user by it", () => {
  expect(text({ kind: "CustomMessage_AdminCreateUser" }, {}, { usernameAttributes: ["email"] }).body).toContain(
    "username is ada@example.com and",
  );
});

test("textOf, of a pool that confirms by link, puts client, name and code into it", () => {
  const { body, link, subject } = text({}, { verificationOption: "CONFIRM_WITH_LINK", verificationLinkEmail: "Go {##here##}!" });
  expect(link).toBe("http://localhost:4100/confirmUser?client_id=c1&user_name=ada+lovelace&confirmation_code=123456");
  expect(body).toBe(
    'Go <a href="http://localhost:4100/confirmUser?client_id=c1&amp;user_name=ada+lovelace&amp;confirmation_code=123456">here</a>!',
  );
  expect(subject).toBe("Your verification link");
});

test("textOf, of a pool that confirms by link, keeps codes where a user types them in", () => {
  const option = { verificationOption: "CONFIRM_WITH_LINK" };
  expect(text({ kind: "CustomMessage_ForgotPassword" }, option)).toEqual({
    subject: "Your verification code",
    body: "Your verification code is 123456.",
  });
  expect(text({ medium: "SMS" }, option).link).toBeUndefined();
});
