// Makes the README's picture of the console: `tsx scripts/console-picture.ts` after `npm run build`. It needs Chromium.
import { chromium } from "playwright-core";
import { startRockpool } from "../src/index.ts";

const POOL = "us-east-1_Harbour01";
const CLIENT = "harbourweb1";

const server = await startRockpool({
  port: 0,
  data: ":memory:",
  logLevel: "error",
  cryptoThreads: 0,
  keyStock: "off",
  seed: {
    Pools: [
      {
        Id: POOL,
        PoolName: "harbour",
        AutoVerifiedAttributes: ["email"],
        Clients: [{ ClientId: CLIENT, ClientName: "web", ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] }],
        Users: [{ Username: "ada", Password: "Str0ng-enough", UserAttributes: [{ Name: "email", Value: "ada@example.com" }] }],
      },
    ],
  },
});

const call = (operation: string, input: object) =>
  fetch(server.url, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
      authorization:
        "AWS4-HMAC-SHA256 Credential=picture/20260101/us-east-1/cognito-idp/aws4_request, SignedHeaders=host;x-amz-date, Signature=00",
    },
    body: JSON.stringify(input),
  });

const signIn = (PASSWORD: string) =>
  call("InitiateAuth", { ClientId: CLIENT, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters: { USERNAME: "ada", PASSWORD } });

await call("SignUp", {
  ClientId: CLIENT,
  Username: "bob",
  Password: "Str0ng-enough",
  UserAttributes: [{ Name: "email", Value: "bob@example.com" }],
});
await signIn("Str0ng-enough");
await call("AdminGetUser", { UserPoolId: POOL, Username: "ada" });
await signIn("wrong");

const browser = await chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
try {
  const page = await browser.newPage({ viewport: { width: 1200, height: 620 } });
  await page.goto(`${server.url}/#/requests`);
  await page.locator("details", { hasText: "NotAuthorizedException" }).locator("summary").click();
  await page.getByText("Incorrect username or password.").first().waitFor();
  await page.screenshot({ path: "scripts/console.png" });
} finally {
  await browser.close();
  await server.close();
}
