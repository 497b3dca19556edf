import { beforeAll, describe, expect, test } from "vitest";
import { packageFile } from "#src/runtime/package-file.ts";
import { useTestServer } from "../support/server.ts";
import { awsEnvironment, findTool, PYTHON, runTool } from "../support/tools.ts";

const pycognito = findTool("pycognito for Python", PYTHON, ["-c", "import pycognito"]);
const server = await useTestServer();

interface Session {
  app: { first: string; verified: boolean; then: string; wrong: { Code: string; Message: string }; token: string };
  sms: { then: string; token: string; afterwards: string };
}

describe.skipIf(pycognito.missing)(pycognito.suite("pycognito with second factors"), () => {
  let session: Session;
  beforeAll(async () => {
    session = JSON.parse(
      await runTool(PYTHON, [packageFile("test/client/pycognito_mfa_session.py")], awsEnvironment(server.url)),
    ) as Session;
  });

  test("associate_software_token, verify_software_token and set_user_mfa_preference make an app the second factor", () => {
    expect(session.app).toMatchObject({ first: "nothing", verified: true, then: "app", token: "Bearer" });
  });

  test("respond_to_software_token_mfa_challenge with a wrong code is refused, and the right one still works", () => {
    expect(session.app.wrong).toEqual({ Code: "CodeMismatchException", Message: "Invalid code received for user" });
  });

  test("with SMS preferred, respond_to_sms_mfa_challenge signs in; with nothing enabled, no factor is asked", () => {
    expect(session.sms).toEqual({ then: "sms", token: "Bearer", afterwards: "nothing" });
  });
});
