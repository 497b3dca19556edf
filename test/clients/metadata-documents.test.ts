import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { documentedClient } from "#src/federation/client-documents.ts";
import { createFetchDocument, isPrivateAddress } from "#src/web/fetch-document.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { startDocumentServer } from "./document-server.ts";

let documents: Awaited<ReturnType<typeof startDocumentServer>>;
let server: TestServer;
let pool: string;
let client: string;

beforeAll(async () => {
  documents = await startDocumentServer();
  server = await startTestServer({ allowPrivateAddresses: true }, { trustedCertificate: documents.pem });
});
afterAll(async () => {
  await server.close();
  await documents.close();
});
beforeEach(async () => {
  documents.asked.length = 0;
  pool = (await server.call("CreateUserPool", { PoolName: "p" })).UserPool.Id;
  client = (await server.call("CreateUserPoolClient", { UserPoolId: pool, ClientName: "assistants" })).UserPoolClient.ClientId;
});

const policyFor = async (...URLPatterns: string[]): Promise<{ UserPoolId: string; CIMDPolicyId: string }> => {
  const input = { UserPoolId: pool, ClientId: client, PolicyName: "assistants", URLPatterns };
  return { UserPoolId: pool, CIMDPolicyId: (await server.call("CreateCIMDPolicy", input)).CIMDPolicy.CIMDPolicyId };
};
const metadata = (path: string, more: object = {}) => ({
  client_id: documents.origin + path,
  client_name: "An assistant",
  redirect_uris: ["https://assistant.example.com/callback"],
  ...more,
});
const comes = (url: string) => documentedClient(server.services, pool, url);

describe("a client that names itself by an address", () => {
  test("is the app client of the policy that takes the address, and its document is fetched once a day", async () => {
    const policy = await policyFor(`${documents.origin}/*`);
    const url = documents.serve("/client.json", metadata("/client.json"));
    const come = await comes(url);
    expect(come).toMatchObject({ client: { id: client }, metadata: metadata("/client.json") });
    await comes(url);
    expect(documents.asked).toEqual(["/client.json"]);
    const { ClientMetadataURLs } = await server.call("ListClientMetadataURLs", policy);
    expect(ClientMetadataURLs).toEqual([
      { URL: url, CachedDate: expect.any(Number) as number, ExpirationDate: expect.any(Number) as number },
    ]);
    expect(ClientMetadataURLs.map(({ ExpirationDate, CachedDate }) => ExpirationDate - CachedDate)).toEqual([86_400]);
    server.advance(86_401);
    await comes(url);
    expect(documents.asked).toEqual(["/client.json", "/client.json"]);
  });

  test("is nobody where no policy takes the address, or the app client is gone", async () => {
    await policyFor("https://else.example.com/*");
    const url = documents.serve("/other.json", metadata("/other.json"));
    expect(await comes(url)).toBeUndefined();
    await policyFor(`${documents.origin}/*.json`);
    await server.call("DeleteUserPoolClient", { UserPoolId: pool, ClientId: client });
    expect(await comes(url)).toBeUndefined();
    expect(documents.asked).toEqual([]);
  });

  test.each([
    ["of another address", { client_id: "https://else.example.com/client.json" }],
    ["with a secret", { client_secret: "s" }],
    ["of a client that would show a secret", { token_endpoint_auth_method: "client_secret_basic" }],
    ["without redirect addresses", { redirect_uris: [] }],
    ["with a redirect address that is none", { redirect_uris: [1] }],
  ])("is nobody with a document %s", async (_, more) => {
    await policyFor(`${documents.origin}/*`);
    expect(await comes(documents.serve("/bad.json", metadata("/bad.json", more)))).toBeUndefined();
  });

  test.each([
    ["is not there", { status: 404, body: "{}" }],
    ["is somewhere else", { status: 302, body: "{}" }],
    ["is not JSON by its type", { type: "text/html", body: "{}" }],
    ["is not JSON", { body: "{" }],
    ["is too large", { body: `"${"x".repeat(70_000)}"` }],
  ])("is nobody where the document %s", async (_, page) => {
    await policyFor(`${documents.origin}/*`);
    expect(await comes(documents.serve("/odd.json", page))).toBeUndefined();
    expect(documents.asked).toEqual(["/odd.json"]);
  });
});

describe("a kept document", () => {
  test("is fetched again on REFRESH, and stays where that fails", async () => {
    const policy = await policyFor(`${documents.origin}/*`);
    const url = documents.serve("/r.json", metadata("/r.json"));
    await comes(url);
    documents.serve("/r.json", metadata("/r.json", { client_name: "Renamed" }));
    await server.call("UpdateClientMetadataURLState", { ...policy, URL: url, Action: "REFRESH" });
    expect((await comes(url))?.metadata.client_name).toBe("Renamed");
    documents.serve("/r.json", { status: 500, body: "" });
    const refused = await server.refusal("UpdateClientMetadataURLState", { ...policy, URL: url, Action: "REFRESH" });
    expect(refused).toEqual({
      __type: "InvalidParameterException",
      message: `The client metadata document at ${url} could not be retrieved.`,
    });
    expect((await comes(url))?.metadata.client_name).toBe("Renamed");
    expect(documents.asked).toHaveLength(3);
  });

  test("is thrown away on INVALIDATE, its address stays listed, and the client's next coming fetches it", async () => {
    const policy = await policyFor(`${documents.origin}/*`);
    const url = documents.serve("/i.json", metadata("/i.json"));
    await comes(url);
    await server.call("UpdateClientMetadataURLState", { ...policy, URL: url, Action: "INVALIDATE" });
    expect((await server.call("ListClientMetadataURLs", policy)).ClientMetadataURLs).toEqual([{ URL: url }]);
    const again = await server.refusal("UpdateClientMetadataURLState", { ...policy, URL: url, Action: "INVALIDATE" });
    expect(again.__type).toBe("CachedCIMDURLDoesNotExistException");
    await comes(url);
    expect(documents.asked).toEqual(["/i.json", "/i.json"]);
  });

  test("goes with its policy, and pages of many follow each other", async () => {
    const policy = await policyFor(`${documents.origin}/*`);
    for (const path of ["/1.json", "/2.json", "/3.json"]) await comes(documents.serve(path, metadata(path)));
    const first = await server.call("ListClientMetadataURLs", { ...policy, MaxResults: 2 });
    const second = await server.call("ListClientMetadataURLs", { ...policy, MaxResults: 2, NextToken: first.NextToken });
    const urls = [...first.ClientMetadataURLs, ...second.ClientMetadataURLs].map(({ URL }: { URL: string }) => URL);
    expect(urls.sort()).toEqual(["/1.json", "/2.json", "/3.json"].map((path) => documents.origin + path));
    expect(second.NextToken).toBeUndefined();
    await server.call("DeleteCIMDPolicy", policy);
    expect(await comes(`${documents.origin}/1.json`)).toBeUndefined();
  });
});

test("a 101st policy of a pool is refused", async () => {
  for (let count = 0; count < 100; count += 1) await policyFor("https://a.example.com/*");
  const input = { UserPoolId: pool, ClientId: client, PolicyName: "p", URLPatterns: ["https://a.example.com/*"] };
  expect((await server.refusal("CreateCIMDPolicy", input)).__type).toBe("LimitExceededException");
});

describe("addresses of this machine and its network", () => {
  test("are not asked unless that is configured, be they named or numbered", async () => {
    const fetchDocument = createFetchDocument({ allowPrivate: false, trust: documents.pem });
    const port = new URL(documents.origin).port;
    for (const host of ["localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "0x7f000001"])
      await expect(fetchDocument(`https://${host}:${port}/client.json`), host).rejects.toThrow("the address is private");
    expect(documents.asked).toEqual([]);
    await expect(createFetchDocument({ allowPrivate: true })("http://localhost/client.json")).rejects.toThrow("not https");
  });

  test.each([
    ...["10.1.2.3", "172.31.255.255", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255"],
    ...[
      "::1",
      "::",
      "fc00::1",
      "fd12::1",
      "fe80::1",
      "ff02::1",
      "::ffff:10.0.0.1",
      "::ffff:a00:1",
      "64:ff9b::a00:1",
      "2002:a00:1::",
      "not an address",
    ],
  ])("%s is one of them", (address) => expect(isPrivateAddress(address)).toBe(true));

  test.each(["8.8.8.8", "172.32.0.1", "11.0.0.1", "2606:4700:4700::1111", "2a00:1450:4001::1", "::ffff:8.8.8.8", "::ffff:808:808"])(
    "%s is not",
    (address) => expect(isPrivateAddress(address)).toBe(false),
  );
});
