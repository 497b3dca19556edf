import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { SIGNATURE } from "../support/server.ts";
import { type Started, startServer, temporaryFolder } from "./rockpool.ts";

/** Starts servers whose machine's clock is a day behind. */
function setClockBack(): void {
  const shift = "const real = Date.now; Date.now = () => real() - 86400000;";
  process.env["NODE_OPTIONS"] = `--import data:text/javascript,${encodeURIComponent(shift)}`;
  onTestFinished(setClockRight);
}

function setClockRight(): void {
  delete process.env["NODE_OPTIONS"];
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
async function call({ url }: Started, operation: string, input: object): Promise<any> {
  const headers = {
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
    authorization: SIGNATURE,
  };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(input) });
  const text = await response.text();
  return text === "" ? {} : JSON.parse(text);
}

const PASSWORD = "Corr3ct-Horse";

test.each([true, false])(
  "a sign-out, with token revocation %s, ends what came before it and nothing after it, with the clock set back in between",
  async (EnableTokenRevocation) => {
    const data = join(await temporaryFolder(), "data");
    const start = () => startServer("--data", data, "--public-url", "http://127.0.0.1:4100");
    let server = await start();
    const { UserPool } = await call(server, "CreateUserPool", { PoolName: "shop" });
    const ada = { UserPoolId: UserPool.Id, Username: "ada" };
    const { UserPoolClient } = await call(server, "CreateUserPoolClient", {
      UserPoolId: UserPool.Id,
      ClientName: "web",
      EnableTokenRevocation,
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    });
    const { ClientId } = UserPoolClient;
    await call(server, "AdminCreateUser", { ...ada, MessageAction: "SUPPRESS" });
    await call(server, "AdminSetUserPassword", { ...ada, Password: PASSWORD, Permanent: true });
    const signIn = async () => {
      const input = { ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters: { USERNAME: "ada", PASSWORD } };
      return (await call(server, "InitiateAuth", input)).AuthenticationResult;
    };
    const good = async ({ AccessToken, RefreshToken }: { AccessToken: string; RefreshToken: string }) => {
      const user = await call(server, "GetUser", { AccessToken });
      const renewed = await call(server, "GetTokensFromRefreshToken", { ClientId, RefreshToken });
      return [user.Username === "ada", renewed.AuthenticationResult !== undefined];
    };
    const restart = async () => {
      await server.kill("SIGTERM");
      server = await start();
    };

    const first = await signIn();
    expect(await good(first)).toEqual([true, true]);
    await call(server, "AdminUserGlobalSignOut", ada);
    setClockBack();
    await restart();
    expect(await good(first)).toEqual([false, false]);
    const second = await signIn();
    expect(await good(second)).toEqual([true, true]);
    setClockRight();
    await restart();
    const third = await signIn();
    setClockBack();
    await restart();
    await call(server, "AdminUserGlobalSignOut", ada);
    for (const before of [first, second, third]) expect(await good(before)).toEqual([false, false]);
    expect(await good(await signIn())).toEqual([true, true]);
    await server.kill("SIGTERM");
  },
);
