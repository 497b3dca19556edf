import { execFile } from "node:child_process";
import { createHash, createHmac } from "node:crypto";
import { request } from "node:http";
import { promisify } from "node:util";
import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";
import { describe, expect, test } from "vitest";
import { useTestServer } from "../support/server.ts";
import { findTool, PYTHON } from "../support/tools.ts";

const KEY = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG" };
const server = await useTestServer({ iam: "verify", credentials: [[KEY.accessKeyId, KEY.secretAccessKey]] });
const { hostname, port, host } = new URL(server.url);
const BODY = JSON.stringify({ MaxResults: 1 });
const TARGET = "AWSCognitoIdentityProviderService.ListUserPools";

type Headers = Record<string, string>;

/** Sends exactly these headers. */
const post = (headers: Headers, { body = BODY, path = "/" } = {}): Promise<string> =>
  new Promise((resolve, reject) => {
    const call = request(
      { hostname, port, path, method: "POST", headers: { ...headers, "content-length": Buffer.byteLength(body) } },
      (response) => {
        let text = "";
        response.on("data", (piece: Buffer) => (text += piece.toString()));
        response.on("end", () => resolve(response.statusCode === 200 ? "answered" : (JSON.parse(text) as { __type: string }).__type));
      },
    );
    call.on("error", reject).end(body);
  });

const signerOf = ({ service = "cognito-idp", sessionToken = undefined as string | undefined } = {}) =>
  new SignatureV4({ service, region: "us-east-1", credentials: { ...KEY, sessionToken }, sha256: Sha256 });

const plain = (headers: Headers = {}) => ({
  method: "POST",
  protocol: "http:",
  hostname,
  port: Number(port),
  path: "/",
  headers: { host, "content-type": "application/x-amz-json-1.1", "x-amz-target": TARGET, ...headers },
  body: BODY,
});

async function signedBySdk(
  options: { service?: string; sessionToken?: string; signingDate?: Date; unsigned?: string[]; headers?: Headers } = {},
) {
  const { signingDate = new Date(), unsigned = [], headers } = options;
  const signed = await signerOf(options).sign(plain(headers), { signingDate, unsignableHeaders: new Set(unsigned) });
  return signed.headers;
}

describe("the SDK's signer", () => {
  test("is taken, with a session token, too", async () => {
    expect(await post(await signedBySdk())).toBe("answered");
    expect(await post(await signedBySdk({ sessionToken: "token" }))).toBe("answered");
  });

  test("with a header of many blanks and other scripts' letters in the body is taken", async () => {
    expect(await post(await signedBySdk({ headers: { "x-amz-user-agent": "a   b    c" } }))).toBe("answered");
  });

  test.each([
    ["another service's scope", { service: "s3" }],
    ["an unsigned target", { unsigned: ["x-amz-target"] }],
    ["an unsigned session token", { sessionToken: "token", unsigned: ["x-amz-security-token"] }],
    ["a time of a week ago", { signingDate: new Date(Date.now() - 7 * 86_400_000) }],
    ["a time of tomorrow", { signingDate: new Date(Date.now() + 86_400_000) }],
  ])("with %s is refused", async (_, options) => {
    expect(await post(await signedBySdk(options))).toBe("InvalidSignatureException");
  });

  test("is refused after its target, its token or its body was changed, or a header was added", async () => {
    const headers = await signedBySdk({ sessionToken: "token" });
    const changes: Headers[] = [{ "x-amz-target": TARGET.replace("ListUserPools", "CreateUserPool") }, { "x-amz-security-token": "other" }];
    for (const changed of changes)
      expect(await post({ ...headers, ...changed }, { body: JSON.stringify({ MaxResults: 1, PoolName: "p" }) })).toBe(
        "InvalidSignatureException",
      );
    expect(await post(headers, { body: '{"MaxResults":2}' })).toBe("InvalidSignatureException");
    expect(await post({ ...headers, "x-amz-added": "1" })).toBe("InvalidSignatureException");
  });

  test("whose date is not that of its scope is refused", async () => {
    const headers = await signedBySdk({ signingDate: new Date(Date.now() - 7 * 86_400_000) });
    const now = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
    expect(await post({ ...headers, "x-amz-date": now })).toBe("InvalidSignatureException");
  });
});

describe("a pre-signed request", () => {
  const preSigned = async (options: { signingDate?: Date; expiresIn?: number; sessionToken?: string } = {}) => {
    const { query } = await signerOf(options).presign(plain(), {
      expiresIn: 300,
      ...options,
      unhoistableHeaders: new Set(["x-amz-target"]),
    });
    return `/?${new URLSearchParams(query as Record<string, string>)}`;
  };
  const headers = plain().headers;

  test("is taken until it expires, which may be a week", async () => {
    expect(await post(headers, { path: await preSigned() })).toBe("answered");
    expect(await post(headers, { path: await preSigned({ sessionToken: "to/ken+==" }) })).toBe("answered");
    const sixDaysAgo = new Date(Date.now() - 6 * 86_400_000);
    expect(await post(headers, { path: await preSigned({ signingDate: sixDaysAgo, expiresIn: 604_800 }) })).toBe("answered");
    expect(await post(headers, { path: await preSigned({ signingDate: new Date(Date.now() - 301_000) }) })).toBe(
      "InvalidSignatureException",
    );
  });

  test("is refused after its life, its body or its target was changed", async () => {
    const path = await preSigned();
    expect(await post(headers, { path: path.replace("X-Amz-Expires=300", "X-Amz-Expires=3000") })).toBe("InvalidSignatureException");
    expect(await post(headers, { path: path.replace("X-Amz-Expires=300", "X-Amz-Expires=604801") })).toBe("IncompleteSignatureException");
    expect(await post(headers, { path, body: '{"MaxResults":2}' })).toBe("InvalidSignatureException");
    expect(await post({ ...headers, "x-amz-security-token": "added" }, { path })).toBe("InvalidSignatureException");
  });
});

const botocore = findTool("botocore", PYTHON, ["-c", "import botocore"]);

describe.skipIf(botocore.missing)(botocore.suite("botocore's signer"), () => {
  const SCRIPT = `
import json, sys
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
url, body, headers, key, secret, token, service = json.loads(sys.stdin.read())
call = AWSRequest(method="POST", url=url, data=body, headers=headers)
SigV4Auth(Credentials(key, secret, token), service, "us-east-1").add_auth(call)
print(json.dumps(dict(call.headers)))
`;
  const signedByBotocore = async (service: string, token: string | null): Promise<Headers> => {
    const input = [server.url, BODY, plain().headers, KEY.accessKeyId, KEY.secretAccessKey, token, service];
    const running = promisify(execFile)(PYTHON, ["-c", SCRIPT]);
    running.child.stdin!.end(JSON.stringify(input));
    return JSON.parse((await running).stdout) as Headers;
  };

  test("is taken, with a session token, too, and refused for another service", async () => {
    expect(await post(await signedByBotocore("cognito-idp", null))).toBe("answered");
    expect(await post(await signedByBotocore("cognito-idp", "token"))).toBe("answered");
    expect(await post(await signedByBotocore("cognito-identity", null))).toBe("InvalidSignatureException");
  });
});

/** No signer of today sends Date alone; this follows AWS's description step by step. */
test("Date in the place of X-Amz-Date is taken if it is signed", async () => {
  const date = new Date().toUTCString();
  const stamp = `${new Date(date).toISOString().replace(/[-:]|\.\d+/g, "")}`;
  const scope = `${stamp.slice(0, 8)}/us-east-1/cognito-idp/aws4_request`;
  const hash = (text: string) => createHash("sha256").update(text).digest("hex");
  const mac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const sign = (names: string[], headers: Headers): string => {
    const lines = names.map((name) => `${name}:${headers[name]}\n`).join("");
    const canonical = `POST\n/\n\n${lines}\n${names.join(";")}\n${hash(BODY)}`;
    const key = scope.split("/").reduce<string | Buffer>(mac, `AWS4${KEY.secretAccessKey}`);
    const signature = mac(key, `AWS4-HMAC-SHA256\n${stamp}\n${scope}\n${hash(canonical)}`).toString("hex");
    return `AWS4-HMAC-SHA256 Credential=${KEY.accessKeyId}/${scope}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
  };
  const headers = { host, date, "x-amz-target": TARGET, "content-type": "application/x-amz-json-1.1" };
  expect(await post({ ...headers, authorization: sign(["date", "host", "x-amz-target"], headers) })).toBe("answered");
  expect(await post({ ...headers, authorization: sign(["host", "x-amz-target"], headers) })).toBe("IncompleteSignatureException");
});

test.each(["AWS4-HMAC-SHA256 x", "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/cognito-idp/aws4_request"])(
  "a header that lacks parts is incomplete: %s",
  async (authorization) => {
    expect(await post({ host, "x-amz-target": TARGET, authorization })).toBe("IncompleteSignatureException");
  },
);

test("a host of AWS's own wants its own region in the scope", async () => {
  const named = (region: string) => signedBySdk({ headers: { host: `cognito-idp.${region}.amazonaws.com` } });
  expect(await post(await named("us-east-1"))).toBe("answered");
  expect(await post(await named("eu-west-1"))).toBe("InvalidSignatureException");
});
