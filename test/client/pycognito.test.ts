import { beforeAll, describe, expect, test } from "vitest";
import { packageFile } from "#src/runtime/package-file.ts";
import { useTestServer } from "../support/server.ts";
import { awsEnvironment, findTool, PYTHON, runTool } from "../support/tools.ts";

const pycognito = findTool("pycognito for Python", PYTHON, ["-c", "import pycognito"]);
const server = await useTestServer();

interface Session {
  signIns: Record<"plain" | "withSecret" | "temporary" | "newPassword" | "afterwards", string> & {
    wrong: { Code: string; Message: string };
  };
  byEmail: string;
  highLevel: { type: string; renewed: boolean };
  byDevice: object;
  forgotten: object;
}

describe.skipIf(pycognito.missing)(pycognito.suite("pycognito by SRP"), () => {
  let session: Session;
  beforeAll(async () => {
    session = JSON.parse(await runTool(PYTHON, [packageFile("test/client/pycognito_session.py")], awsEnvironment(server.url))) as Session;
  });

  test("authenticate_user signs in, on a client with a secret too", () => {
    expect(session.signIns).toMatchObject({ plain: "Bearer", withSecret: "Bearer" });
  });

  test("authenticate_user with a wrong password is refused", () => {
    expect(session.signIns.wrong).toEqual({ Code: "NotAuthorizedException", Message: "Incorrect username or password." });
  });

  test("set_new_password_challenge replaces a temporary password, which the next sign-in proves", () => {
    expect(session.signIns).toMatchObject({ temporary: "yes", newPassword: "Bearer", afterwards: "Bearer" });
  });

  test("authenticate_user by an e-mail address proves the password of the internal name", () => {
    expect(session.byEmail).toBe("ada@example.com");
  });

  test("the high-level class signs in and renews its access token", () => {
    expect(session.highLevel).toEqual({ type: "Bearer", renewed: true });
  });

  test("initiate_forgot_password and confirm_forgot_password replace the password", () => {
    expect(session.forgotten).toEqual({
      before: { Code: "NotAuthorizedException", Message: "Incorrect username or password." },
      after: "Bearer",
    });
  });

  test("authenticate_user with a confirmed device proves it without a Session, and a wrong proof is refused", () => {
    const guess = { Code: "NotAuthorizedException", Message: "Incorrect username or password." };
    expect(session.byDevice).toEqual({ necessary: true, token: "Bearer", asNew: false, guess });
  });
});
