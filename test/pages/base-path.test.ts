import { describe, expect, test } from "vitest";
import { authorizePath, browser, CALLBACK, hostedClient, hostedPool, PASSWORD } from "../support/hosted.ts";
import { useTestServer } from "../support/server.ts";

const BASE = "/pools";
const server = await useTestServer({ publicUrl: `https://id.example.test${BASE}` });

/** A browser whose requests come through a proxy, which takes the base away and leaves the host's name. */
function visitor() {
  const { visit, submit, jar } = browser(server.url, { host: "id.example.test" });
  const inside = (address: string): string => {
    expect(address).toMatch(new RegExp(`^${BASE}/`));
    return address.slice(BASE.length);
  };
  return {
    jar,
    visit: (address: string) => visit(inside(address)),
    submit: (address: string, fields: Record<string, string>) => submit(inside(address), fields),
  };
}

/** What a page leads to or shows. */
const addresses = (html: string): string[] => {
  const found = [...html.matchAll(/(?:href|action|src|srcset)="([^"]+)"|url\("([^"]+)"\)/g)];
  return [...new Set(found.map(([, first, second]) => (first ?? second ?? "").replaceAll("&amp;", "&")))];
};

const image = (Category: string) => ({ Category, ColorMode: "LIGHT", Extension: "SVG", Bytes: "PHN2Zy8+" });
const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

describe("behind a proxy that has a path of its own for the server", () => {
  test.each([
    [1, 1],
    [2, 3],
  ])("version %i: redirects, links, forms and images keep to it, and a sign-in comes to its end", async (version, images) => {
    const { poolId } = await hostedPool(server, { domain: { ManagedLoginVersion: version } });
    const details = { client_id: "id", client_secret: "secret", authorize_scopes: "openid" };
    await server.call("CreateIdentityProvider", {
      UserPoolId: poolId,
      ProviderName: "Google",
      ProviderType: "Google",
      ProviderDetails: details,
    });
    const { ClientId } = (await hostedClient(server, poolId, { SupportedIdentityProviders: ["COGNITO", "Google"] })).UserPoolClient;
    await server.call("SetUICustomization", { UserPoolId: poolId, ImageFile: PNG });
    await server.call("CreateManagedLoginBranding", {
      UserPoolId: poolId,
      ClientId,
      Settings: { components: { form: { logo: { enabled: true } }, favicon: { enabledTypes: ["SVG"] } } },
      Assets: [image("FORM_LOGO"), image("PAGE_BACKGROUND"), image("FAVICON_SVG")],
    });
    const agent = visitor();
    const query = { response_type: "code", client_id: ClientId, redirect_uri: CALLBACK };
    const { location } = await agent.visit(authorizePath(query, `${BASE}/oauth2/authorize`));
    const { text } = await agent.visit(location);
    const found = addresses(text);
    expect(found.filter((address) => !address.startsWith(`${BASE}/`))).toEqual([]);
    expect(found.filter((address) => address.includes(poolId))).toHaveLength(images);
    for (const address of found) expect((await agent.visit(address)).status, address).toBeLessThan(400);
    const done = await agent.submit(location, { _csrf: agent.jar.get("XSRF-TOKEN")!, username: "ada", password: PASSWORD });
    expect(done.location).toMatch(/^http:\/\/localhost:3000\/callback\?code=/);
  });

  test("so does the page of an error; a browser that comes without the proxy is led without it", async () => {
    const { clientId } = await hostedPool(server);
    const path = authorizePath({ response_type: "code", client_id: clientId, redirect_uri: "https://elsewhere.example.com" });
    const query = `?error=redirect_mismatch&client_id=${clientId}`;
    expect((await visitor().visit(BASE + path)).location).toBe(`${BASE}/error${query}`);
    expect((await browser(server.url).visit(path)).location).toBe(`/error${query}`);
  });
});
