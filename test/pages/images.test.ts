import { describe, expect, test } from "vitest";
import { useTestServer } from "../support/server.ts";

const server = await useTestServer();

const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
const JPG = Buffer.from("ffd8ffe000104a46494600010100000100010000ffd9", "hex");
const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');

/** A pool with a domain and a client. */
async function branded(): Promise<{ UserPoolId: string; ClientId: string }> {
  const UserPoolId = (await server.call("CreateUserPool", { PoolName: "shop" })).UserPool.Id;
  await server.call("CreateUserPoolDomain", { UserPoolId, Domain: "shop" });
  const ClientId = (await server.call("CreateUserPoolClient", { UserPoolId, ClientName: "web" })).UserPoolClient.ClientId;
  return { UserPoolId, ClientId };
}

const padded = (size: number) => Buffer.concat([PNG, Buffer.alloc(size - PNG.length)]).toString("base64");

describe("the logo of classic pages", () => {
  test.each([
    ["PNG", "image/png", PNG],
    ["JPG", "image/jpeg", JPG],
  ])("in %s is served at its ImageUrl as what it is", async (_, type, bytes) => {
    const { UICustomization } = await server.call("SetUICustomization", {
      UserPoolId: (await branded()).UserPoolId,
      ImageFile: bytes.toString("base64"),
    });
    const response = await fetch(UICustomization.ImageUrl);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, type]);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
  });

  test("is gone from its address once it is cleared", async () => {
    const { UserPoolId } = await branded();
    const { UICustomization } = await server.call("SetUICustomization", { UserPoolId, ImageFile: PNG.toString("base64") });
    await server.call("SetUICustomization", { UserPoolId, CSS: ".label-customizable { color: red; }" });
    expect((await fetch(UICustomization.ImageUrl)).status).toBe(400);
  });

  test("of 100 KB is taken, of a byte more is refused, and so is a request of more than 135 KB", async () => {
    const { UserPoolId } = await branded();
    expect((await server.send("SetUICustomization", { UserPoolId, ImageFile: padded(100 * 1024) })).status).toBe(200);
    expect(await server.refusal("SetUICustomization", { UserPoolId, ImageFile: padded(100 * 1024 + 1) })).toMatchObject({
      message: "The image file must not be larger than 100 KB.",
    });
    const CSS = `.label-customizable { color: red; } /* ${"x".repeat(40_000)} */`;
    expect(await server.refusal("SetUICustomization", { UserPoolId, CSS, ImageFile: padded(100 * 1024) })).toMatchObject({
      message: "request parameters too large",
    });
  });
});

describe("an image of a managed login style", () => {
  const asset = { Category: "PAGE_BACKGROUND", ColorMode: "DARK", Extension: "SVG", Bytes: SVG.toString("base64") };
  const address = (UserPoolId: string, id: string, rest = "PAGE_BACKGROUND/DARK") => `${server.url}/${UserPoolId}/branding/${id}/${rest}`;

  test("is served by category and color mode, and scripts in it cannot run", async () => {
    const place = await branded();
    const { ManagedLoginBranding } = await server.call("CreateManagedLoginBranding", {
      ...place,
      UseCognitoProvidedValues: true,
      Assets: [asset],
    });
    const response = await fetch(address(place.UserPoolId, ManagedLoginBranding.ManagedLoginBrandingId));
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "image/svg+xml"]);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(Buffer.from(await response.arrayBuffer())).toEqual(SVG);
    expect((await fetch(address(place.UserPoolId, ManagedLoginBranding.ManagedLoginBrandingId, "PAGE_BACKGROUND/LIGHT"))).status).toBe(400);
  });

  test("is gone with the client", async () => {
    const place = await branded();
    const { ManagedLoginBranding } = await server.call("CreateManagedLoginBranding", {
      ...place,
      UseCognitoProvidedValues: true,
      Assets: [asset],
    });
    await server.call("DeleteUserPoolClient", place);
    expect((await fetch(address(place.UserPoolId, ManagedLoginBranding.ManagedLoginBrandingId))).status).toBe(400);
  });
});

describe("a managed login style", () => {
  const large = (size: number) => ({ Category: "FORM_LOGO", ColorMode: "LIGHT", Extension: "PNG", Bytes: padded(size) });

  test("may be sent in a request of up to two megabytes", async () => {
    const place = await branded();
    const made = await server.send("CreateManagedLoginBranding", { ...place, UseCognitoProvidedValues: true, Assets: [large(1_000_000)] });
    expect(made.status).toBe(200);
    const more = { UserPoolId: place.UserPoolId, ManagedLoginBrandingId: made.body.ManagedLoginBranding.ManagedLoginBrandingId as string };
    expect(
      (await server.send("UpdateManagedLoginBranding", { ...more, Assets: [{ ...large(1_000_000), ColorMode: "DARK" }] })).body
        .ManagedLoginBranding.Assets,
    ).toHaveLength(2);
    expect((await server.send("UpdateManagedLoginBranding", { ...more, Assets: [large(1_000_000), large(700_000)] })).status).toBe(413);
  });

  test("with settings nested without end is refused", async () => {
    const nested = `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`;
    const place = await branded();
    const answer = await server.send(
      "CreateManagedLoginBranding",
      `{"UserPoolId":"${place.UserPoolId}","ClientId":"${place.ClientId}","Settings":${nested}}`,
    );
    expect([answer.status, answer.body]).toEqual([
      400,
      { __type: "InvalidParameterException", message: "Settings are nested too deeply." },
    ]);
  });

  test("with more than 40 images after an update is refused", async () => {
    const place = await branded();
    const icons = (count: number, from: number) =>
      Array.from({ length: count }, (_, index) => ({
        Category: "IDP_BUTTON_ICON",
        ColorMode: "LIGHT",
        Extension: "SVG",
        Bytes: "PHN2Zy8+",
        ResourceId: `provider-${from + index}`,
      }));
    const { ManagedLoginBranding } = await server.call("CreateManagedLoginBranding", {
      ...place,
      UseCognitoProvidedValues: true,
      Assets: icons(40, 0),
    });
    const style = { UserPoolId: place.UserPoolId, ManagedLoginBrandingId: ManagedLoginBranding.ManagedLoginBrandingId };
    expect(await server.refusal("UpdateManagedLoginBranding", { ...style, Assets: icons(1, 40) })).toMatchObject({
      message: "A style cannot have more than 40 assets.",
    });
    expect((await server.call("UpdateManagedLoginBranding", { ...style, Assets: icons(1, 39) })).ManagedLoginBranding.Assets).toHaveLength(
      40,
    );
  });

  test("made twice at once for a client is made once", async () => {
    const place = await branded();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => server.send("CreateManagedLoginBranding", { ...place, UseCognitoProvidedValues: true })),
    );
    expect(answers.map(({ status, body }) => (status === 200 ? "made" : (body.__type as string))).sort()).toEqual([
      ...Array<string>(4).fill("ManagedLoginBrandingExistsException"),
      "made",
    ]);
  });
});
