import { X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { issueServerCertificate, makeAuthority } from "#src/crypto/certificate-authority.ts";
import type { RockpoolOptions } from "#src/options/table.ts";
import { hostedClient, hostedPool } from "../support/hosted.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { askOverTls } from "./over-tls.ts";

const servers: TestServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

async function start(options: Partial<RockpoolOptions>) {
  const server = await startTestServer(options);
  servers.push(server);
  return { ...server, tlsUrl: server.tlsUrl!, ca: server.authority?.certificate ?? "" };
}

const folder = (): Promise<string> => mkdtemp(join(tmpdir(), "rockpool-tls-test-"));
const discoveryOf = async (url: string) => (await (await fetch(url)).json()) as Record<string, string>;

describe("--tls", () => {
  test("serves the same on two ports, and has issuer, keys and endpoints start with https", async () => {
    const server = await start({ tls: true });
    const { tlsUrl, ca } = server;
    expect(tlsUrl).toMatch(/^https:\/\/localhost:\d+$/);
    const { poolId } = await hostedPool(server);
    const plain = await discoveryOf(`${server.url}/${poolId}/.well-known/openid-configuration`);
    expect(JSON.parse((await askOverTls(`${tlsUrl}/${poolId}/.well-known/openid-configuration`, { ca })).body)).toEqual(plain);
    expect(plain).toMatchObject({
      issuer: `${tlsUrl}/${poolId}`,
      jwks_uri: `${tlsUrl}/${poolId}/.well-known/jwks.json`,
      authorization_endpoint: `${tlsUrl}/oauth2/authorize`,
    });
  });

  test("with --public-url, that is what issuer, keys and endpoints start with", async () => {
    const server = await start({ tls: true, publicUrl: "https://auth.example.test" });
    const { poolId } = await hostedPool(server);
    expect(await discoveryOf(`${server.url}/${poolId}/.well-known/openid-configuration`)).toMatchObject({
      issuer: `https://auth.example.test/${poolId}`,
    });
    expect((await askOverTls(`${server.tlsUrl}/error`, { ca: server.ca, host: "auth.example.test" })).certificate.subjectaltname).toContain(
      "auth.example.test",
    );
  });

  test.each(["localhost", "shop.localhost", "shop.auth.us-east-1.amazoncognito.com"])("has a certificate for %s", async (host) => {
    const { tlsUrl, ca } = await start({ tls: true });
    expect((await askOverTls(`${tlsUrl}/error`, { ca, host })).certificate.subjectaltname).toContain(`DNS:${host}`);
  });

  test("has a certificate for its addresses, and for a custom domain once a pool has it", async () => {
    const server = await start({ tls: true });
    const { tlsUrl, ca } = server;
    const byAddress = await askOverTls(tlsUrl.replace("localhost", "127.0.0.1"), { ca });
    expect(byAddress.certificate.subjectaltname).toBe("DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1");
    const host = "login.example.test";
    await expect(askOverTls(tlsUrl, { ca, host })).rejects.toMatchObject({ code: "ERR_TLS_CERT_ALTNAME_INVALID" });
    const { poolId } = await hostedPool(server);
    const CertificateArn = "arn:aws:acm:us-east-1:123456789012:certificate/0f0f0f0f-0f0f-0f0f-0f0f-0f0f0f0f0f0f";
    await server.call("CreateUserPoolDomain", { UserPoolId: poolId, Domain: host, CustomDomainConfig: { CertificateArn } });
    const { body } = await askOverTls(`${tlsUrl}/.well-known/openid-configuration`, { ca, host });
    expect(JSON.parse(body)).toMatchObject({ token_endpoint: `https://${host}:${new URL(tlsUrl).port}/oauth2/token` });
  });

  test("cookies are for TLS alone where they were asked for over TLS", async () => {
    const server = await start({ tls: true });
    const { poolId } = await hostedPool(server);
    const { UserPoolClient } = await hostedClient(server, poolId);
    const query = `/login?response_type=code&client_id=${UserPoolClient.ClientId}&redirect_uri=http://localhost:3000/callback`;
    const cookies = (await askOverTls(server.tlsUrl + query, { ca: server.ca })).headers["set-cookie"] as string[];
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) expect(cookie).toContain("; Secure; HttpOnly");
    const plain = (await fetch(server.url + query)).headers.getSetCookie();
    expect(plain.length).toBe(cookies.length);
    for (const cookie of plain) expect(cookie).not.toContain("Secure");
  });

  test("tells where it listens and whom to trust, and gives the certificate without its key", async () => {
    const server = await start({ tls: true });
    expect(await discoveryOf(`${server.url}/_rockpool/health`)).toMatchObject({
      urls: { http: server.url, https: server.tlsUrl, public: server.tlsUrl },
      certificateAuthority: server.authority!.file,
    });
    const given = await fetch(`${server.url}/_rockpool/ca.pem`);
    expect(given.headers.get("content-type")).toContain("application/pem-certificate-chain");
    const text = await given.text();
    expect(text).toBe(server.ca);
    expect(text).not.toContain("PRIVATE");
    expect(new X509Certificate(text).ca).toBe(true);
  });

  test("without it there is no certificate to give", async () => {
    const server = await start({});
    expect(server.tlsUrl).toBeUndefined();
    const refused = await fetch(`${server.url}/_rockpool/ca.pem`);
    expect(refused.status).toBe(404);
    expect(await refused.json()).toMatchObject({ detail: expect.stringContaining("--tls") });
  });

  test("closes while somebody is connected who has not begun to speak TLS", async () => {
    const { tlsUrl, close } = await startTestServer({ tls: true });
    const socket = connect(Number(new URL(tlsUrl!).port), "127.0.0.1");
    await new Promise((connected) => socket.once("connect", connected));
    const cut = new Promise((gone) => socket.once("close", gone));
    socket.on("error", () => undefined).resume();
    await close();
    await cut;
  });
});

describe("the authority", () => {
  test("is made once in the data folder, its key for the owner alone and out of version control", async () => {
    const data = await folder();
    const first = await startTestServer({ tls: true, data });
    const { file, certificate } = first.authority!;
    await first.close();
    expect(file).toBe(join(data, "tls", "ca.pem"));
    expect(await readFile(file, "utf8")).toBe(certificate);
    expect((await stat(join(data, "tls", "ca-key.pem"))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(data, "tls", ".gitignore"), "utf8")).toBe("*\n");
    const again = await start({ tls: true, data });
    expect(again.ca).toBe(certificate);
    expect((await askOverTls(`${again.tlsUrl}/_rockpool/health`, { ca: certificate })).status).toBe(200);
  });

  test("in memory it is for one start, and its file goes with the server", async () => {
    const server = await startTestServer({ tls: true });
    const { file, certificate } = server.authority!;
    expect(await readFile(file, "utf8")).toBe(certificate);
    await server.close();
    expect(existsSync(file)).toBe(false);
  });

  test("that does not go with its key is refused, and left as it is", async () => {
    const data = await folder();
    await (await startTestServer({ tls: true, data })).close();
    const file = join(data, "tls", "ca.pem");
    const other = (await makeAuthority(Date.now())).certificate;
    await writeFile(file, other);
    await expect(startTestServer({ tls: true, data })).rejects.toThrow(
      `${file} cannot be read: it is no certificate with the key of ca-key.pem`,
    );
    expect(await readFile(file, "utf8")).toBe(other);
    expect(await readdir(data)).not.toContain("lock");
  });
});

describe("--tls-cert and --tls-key", () => {
  async function ownCertificate(names: readonly string[]) {
    const [authority, directory] = [await makeAuthority(Date.now()), await folder()];
    const { certificate, privateKey } = await issueServerCertificate(authority, names, Date.now());
    const files = { tlsCert: join(directory, "cert.pem"), tlsKey: join(directory, "key.pem") };
    await Promise.all([writeFile(files.tlsCert, certificate), writeFile(files.tlsKey, privateKey)]);
    return { ...files, ca: authority.certificate };
  }

  test("are what the server shows, whatever name it is asked for", async () => {
    const { ca, ...files } = await ownCertificate(["auth.example.test", "shop.localhost"]);
    const server = await start(files);
    for (const host of ["auth.example.test", "shop.localhost"])
      expect((await askOverTls(`${server.tlsUrl}/_rockpool/health`, { ca, host })).certificate.subjectaltname).toContain(host);
    expect(server.authority).toBeUndefined();
    expect((await fetch(`${server.url}/_rockpool/ca.pem`)).status).toBe(404);
  });

  test("that are missing or do not go together are said before anything is touched", async () => {
    const [one, other, data] = [await ownCertificate(["localhost"]), await ownCertificate(["localhost"]), join(await folder(), "data")];
    await expect(startTestServer({ data, tlsCert: one.tlsCert, tlsKey: other.tlsKey })).rejects.toThrow(
      `The certificate in ${one.tlsCert} cannot be used with the key in ${other.tlsKey}: `,
    );
    await expect(startTestServer({ data, tlsCert: "/missing.pem", tlsKey: one.tlsKey })).rejects.toThrow(
      "The file /missing.pem of --tls-cert cannot be read (ENOENT).",
    );
    expect(existsSync(data)).toBe(false);
  });
});
