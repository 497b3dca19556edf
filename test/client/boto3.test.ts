import { beforeAll, describe, expect, test } from "vitest";
import { packageFile } from "#src/runtime/package-file.ts";
import { useTestServer } from "../support/server.ts";
import { awsEnvironment, findTool, PYTHON, runTool } from "../support/tools.ts";

const boto3 = findTool("boto3 for Python", PYTHON, ["-c", "import boto3"]);
const server = await useTestServer();

interface Refused {
  class: string;
  code: string;
  message: string;
  status: number;
}

interface Session {
  pools: { createdIsDate: boolean; pageSizes: number[]; names: string[] };
  signIn: { tokenType: string; expiresIn: number; userName: string; withoutHash: Refused; wrongPassword: Refused };
  users: { pageSizes: number[]; names: string[]; found: number };
  errors: { caught: string; clientSide: string; exists: Refused; noPool: Refused; constraint: Refused; weak: Refused };
  empty: Record<"noOutput" | "emptyOutput", string[]>;
}

describe.skipIf(boto3.missing)(boto3.suite("boto3"), () => {
  let session: Session;
  beforeAll(async () => {
    session = JSON.parse(await runTool(PYTHON, [packageFile("test/client/boto3_session.py")], awsEnvironment(server.url))) as Session;
  });

  test("create_user_pool gives dates, and the paginator of list_user_pools walks through all of them", () => {
    const { createdIsDate, pageSizes, names } = session.pools;
    expect({ createdIsDate, pageSizes }).toEqual({ createdIsDate: true, pageSizes: [2, 2, 1] });
    expect(names).toEqual(["more-0", "more-1", "more-2", "more-3", "shop"]);
  });

  test("initiate_auth and admin_initiate_auth on a client with a secret, with SECRET_HASH, sign in and refresh", () => {
    expect(session.signIn).toMatchObject({ tokenType: "Bearer", expiresIn: 3600, userName: "ada" });
  });

  test("initiate_auth on a client with a secret, without SECRET_HASH, is refused", () => {
    expect(session.signIn.withoutHash).toMatchObject({
      code: "NotAuthorizedException",
      message: expect.stringMatching(/is configured with secret but SECRET_HASH was not received$/) as unknown,
    });
  });

  test("the paginator of list_users walks through all users, and a filter picks among them", () => {
    expect(session.users.pageSizes).toEqual([3, 3, 2]);
    expect(session.users.names).toEqual(["ada", "user0", "user1", "user2", "user3", "user4", "user5", "user6"]);
    expect(session.users.found).toBe(7);
  });

  test("errors arrive as the exception classes of botocore, with Cognito's text", () => {
    expect(session.signIn.wrongPassword).toEqual({
      class: "NotAuthorizedException",
      code: "NotAuthorizedException",
      message: "Incorrect username or password.",
      status: 400,
    });
    expect(session.errors).toMatchObject({
      caught: "An error occurred (UserNotFoundException) when calling the AdminGetUser operation: User does not exist.",
      clientSide: "not sent",
      exists: { class: "UsernameExistsException", message: "User account already exists" },
      noPool: { class: "ResourceNotFoundException", message: "User pool us-east-1_Missing00 does not exist." },
      constraint: {
        class: "InvalidParameterException",
        message: expect.stringMatching(
          /^1 validation error detected: Value 'missing' at 'userPoolId' failed to satisfy constraint: Member must satisfy regular expression pattern: /,
        ) as unknown,
      },
      weak: { class: "InvalidPasswordException" },
    });
  });

  test("operations without output, and with an empty one, are parsed", () => {
    expect(session.empty).toEqual({ noOutput: [], emptyOutput: [] });
  });
});
