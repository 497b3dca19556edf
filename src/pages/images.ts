import { type Response, Router } from "express";
import type { Services } from "../context.ts";
import { brandingAssets, placeOfAsset } from "../records/branding.ts";
import { imagePath, uiCustomizations } from "../records/ui-customizations.ts";

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ICO: "image/x-icon",
  JPEG: "image/jpeg",
  PNG: "image/png",
  SVG: "image/svg+xml",
  WEBP: "image/webp",
  jpg: "image/jpeg",
  png: "image/png",
};

/**
 * Images of the hosted pages: `/{userPoolId}/{clientId|ALL}/{version}/assets/images/image.{jpg|png}`, the logo of classic
 * pages, and `/{userPoolId}/branding/{brandingId}/{category}/{colorMode}`, an image of a managed login style
 * (`?resource=` where the image belongs to a resource).
 */
export function createImages({ store }: Pick<Services, "store">): Router {
  const router = Router();
  router.get("/:poolId/:clientId/:version/assets/images/:file", async (request, response, next) => {
    const { poolId, clientId } = request.params;
    const found = await uiCustomizations.find(store, poolId, clientId);
    if (!found?.image || imagePath(found) !== request.path) return next();
    send(response, found.image);
  });
  router.get("/:poolId/branding/:brandingId/:category/:colorMode", async (request, response, next) => {
    const { poolId, brandingId, category, colorMode } = request.params;
    const resource = request.query["resource"];
    const place = placeOfAsset({ category, colorMode, resourceId: typeof resource === "string" ? resource : undefined } as Parameters<
      typeof placeOfAsset
    >[0]);
    const found = await brandingAssets.find(store, poolId, `${brandingId} ${place}`);
    if (!found) return next();
    send(response, { type: found.extension, bytes: found.bytes });
  });
  return router;
}

/** An image may be SVG: whatever script is in it does not run. */
function send(response: Response, { type, bytes }: { type: string; bytes: string }): void {
  const body = Buffer.from(bytes, "base64");
  response
    .writeHead(200, {
      "content-type": MEDIA_TYPES[type] ?? "application/octet-stream",
      "content-length": body.length,
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      "x-content-type-options": "nosniff",
      "cache-control": "no-cache",
    })
    .end(body);
}
