import { createHash, randomBytes } from "node:crypto";
import { request as sendPlainly } from "node:http";
import { request as sendOverTls } from "node:https";
import type { TestServer } from "./server.ts";

export const CALLBACK = "http://localhost:3000/callback";
export const PASSWORD = "Str0ng-enough";

/** A pool with a domain, a user and a client that may use the code flow. */
export async function hostedPool(
  server: TestServer,
  { client = {}, domain = {}, pool = {} }: { client?: object; domain?: object; pool?: object } = {},
) {
  const { UserPool } = await server.call("CreateUserPool", { PoolName: "shop", ...pool });
  const prefix = `shop-${randomBytes(4).toString("hex")}`;
  await server.call("CreateUserPoolDomain", { UserPoolId: UserPool.Id, Domain: prefix, ...domain });
  const { UserPoolClient } = await hostedClient(server, UserPool.Id, client);
  await server.call("AdminCreateUser", {
    UserPoolId: UserPool.Id,
    Username: "ada",
    MessageAction: "SUPPRESS",
    UserAttributes: [
      { Name: "email", Value: "ada@example.com" },
      { Name: "email_verified", Value: "true" },
      { Name: "name", Value: "Ada" },
      { Name: "phone_number", Value: "+15550100" },
    ],
  });
  await server.call("AdminSetUserPassword", { UserPoolId: UserPool.Id, Username: "ada", Password: PASSWORD, Permanent: true });
  return {
    poolId: UserPool.Id,
    clientId: UserPoolClient.ClientId,
    secret: UserPoolClient.ClientSecret,
    prefix,
  };
}

export const hostedClient = (server: TestServer, UserPoolId: string, settings: object = {}) =>
  server.call("CreateUserPoolClient", {
    UserPoolId,
    ClientName: "web",
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ["code"],
    AllowedOAuthScopes: ["openid", "email", "profile"],
    CallbackURLs: [CALLBACK],
    LogoutURLs: ["http://localhost:3000/bye"],
    SupportedIdentityProviders: ["COGNITO"],
    ...settings,
  });

export interface Visited {
  readonly status: number;
  readonly headers: Headers;
  readonly location: string;
  readonly text: string;
}

/** A browser as scripts have one: it keeps cookies, and follows nothing by itself. `host`: what it takes the server for; `ca`: whom it trusts. */
export function browser(url: string, { host, ca }: { host?: string; ca?: string } = {}) {
  const send = url.startsWith("https:") ? sendOverTls : sendPlainly;
  const jar = new Map<string, string>();
  const visit = (path: string, init: { method?: string; headers?: Record<string, string>; body?: string } = {}): Promise<Visited> =>
    new Promise((resolve, reject) => {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
      const headers = { ...(cookie && { cookie }), ...(host && { host }), ...init.headers };
      send(new URL(path, url), { method: init.method ?? "GET", headers, ...(ca && { ca }) }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          for (const line of response.headers["set-cookie"] ?? []) keep(line);
          const lines = Object.entries(response.headers).map(([name, value]): [string, string] => [name, String(value)]);
          const location = response.headers.location ?? "";
          resolve({ status: response.statusCode!, headers: new Headers(lines), location, text: Buffer.concat(chunks).toString() });
        });
      })
        .on("error", reject)
        .end(init.body);
    });
  const keep = (line: string): void => {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (/max-age=0/i.test(line)) jar.delete(name);
    else jar.set(name, value);
  };
  const submit = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Visited> =>
    visit(path, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      body: new URLSearchParams(fields).toString(),
    });
  return { jar, visit, submit };
}

export type Browser = ReturnType<typeof browser>;

export const authorizePath = (parameters: Record<string, string | undefined>, path = "/oauth2/authorize"): string =>
  `${path}?${new URLSearchParams(Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined))}`;

/** Signs in as scripts do: the form of /login is sent with what it carries. @returns where the browser is sent in the end */
export async function signIn(
  agent: Browser,
  parameters: Record<string, string | undefined>,
  { username = "ada", password = PASSWORD } = {},
): Promise<URL> {
  const begun = await agent.visit(authorizePath(parameters));
  if (!begun.location.startsWith("/login?")) throw new Error(`authorize leads to ${begun.location}`);
  const page = await agent.visit(begun.location);
  const csrf = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1];
  if (!csrf) throw new Error(`the page of the sign-in has no form: ${page.status} ${page.text}`);
  const done = await agent.submit(begun.location, { _csrf: csrf, username, password });
  if (done.status !== 302) throw new Error(`the sign-in answered ${done.status}: ${done.text}`);
  return new URL(done.location);
}

export function pkce() {
  const verifier = randomBytes(32).toString("base64url");
  return { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") };
}

export const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString()) as Record<string, unknown>;

export async function postForm(url: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await fetch(url, { method: "POST", headers, body: new URLSearchParams(fields) });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text === "" ? undefined : JSON.parse(text)) as Record<string, string>,
  };
}

/** Signs in and exchanges the code. */
export async function tokensOf(server: TestServer, { clientId, ...parameters }: { clientId: string } & Record<string, string>) {
  const callback = await signIn(browser(server.url), { response_type: "code", client_id: clientId, redirect_uri: CALLBACK, ...parameters });
  const exchange = {
    grant_type: "authorization_code",
    client_id: clientId,
    redirect_uri: CALLBACK,
    code: callback.searchParams.get("code")!,
  };
  const { status, body } = await postForm(`${server.url}/oauth2/token`, exchange);
  if (status !== 200) throw new Error(`the exchange answered ${status}: ${JSON.stringify(body)}`);
  return body as Record<"id_token" | "access_token" | "refresh_token", string>;
}
