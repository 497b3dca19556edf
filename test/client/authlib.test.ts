import { describe, expect, test } from "vitest";
import { packageFile } from "#src/runtime/package-file.ts";
import { CALLBACK, hostedPool, PASSWORD } from "../support/hosted.ts";
import { useTestServer } from "../support/server.ts";
import { awsEnvironment, findTool, PYTHON, runTool } from "../support/tools.ts";

const authlib = findTool("Authlib for Python", PYTHON, ["-c", "import authlib, requests"]);
const server = await useTestServer();

describe.skipIf(authlib.missing)(authlib.suite("Authlib"), () => {
  test("signs in with PKCE and nonce, verifies, reads, renews and revokes, and is refused what is wrong", async () => {
    const { poolId, clientId, secret } = await hostedPool(server, { client: { GenerateSecret: true } });
    const args = [packageFile("test/client/authlib_session.py"), server.url, poolId, clientId, secret, CALLBACK, PASSWORD];
    const whole = { nonce: "once", email: "ada@example.com", renewed: true, revoked: 200, afterwards: "invalid_grant" };
    expect(JSON.parse(await runTool(PYTHON, args, awsEnvironment(server.url)))).toEqual({
      basic: whole,
      post: whole,
      wrongSecret: "invalid_client",
      wrongVerifier: "invalid_grant",
    });
  });
});
