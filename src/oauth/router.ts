import { type RequestHandler, Router } from "express";
import { authorize } from "./authorize.ts";
import type { Endpoint } from "./call.ts";
import { idpResponse, samlResponse } from "./idp-response.ts";
import { logout } from "./logout.ts";
import { register } from "./register.ts";
import { revoke } from "./revoke.ts";
import { samlLogout } from "./saml-logout.ts";
import { ANY_ORIGIN, type Hosting } from "./serve.ts";
import { token } from "./token.ts";
import { tokenByGet } from "./token-by-get.ts";
import { userInfo } from "./user-info.ts";

interface Route {
  readonly operationId: string;
  readonly method: "get" | "post";
  readonly path: string;
  readonly endpoint: Endpoint;
  /** Scripts of every origin may call it (AWS, "User pool endpoints and managed login reference"). */
  readonly cors?: boolean;
}

const ROUTES: readonly Route[] = [
  { operationId: "authorize", method: "get", path: "/oauth2/authorize", endpoint: authorize },
  { operationId: "authorizeByOldName", method: "get", path: "/authorize", endpoint: authorize },
  { operationId: "tokenByGet", method: "get", path: "/oauth2/token", endpoint: tokenByGet },
  { operationId: "token", method: "post", path: "/oauth2/token", endpoint: token, cors: true },
  { operationId: "userInfo", method: "get", path: "/oauth2/userInfo", endpoint: userInfo, cors: true },
  { operationId: "userInfoByPost", method: "post", path: "/oauth2/userInfo", endpoint: userInfo, cors: true },
  { operationId: "revoke", method: "post", path: "/oauth2/revoke", endpoint: revoke, cors: true },
  { operationId: "register", method: "post", path: "/oauth2/register", endpoint: register, cors: true },
  { operationId: "idpResponse", method: "get", path: "/oauth2/idpresponse", endpoint: idpResponse },
  { operationId: "idpResponseByPost", method: "post", path: "/oauth2/idpresponse", endpoint: idpResponse },
  { operationId: "samlResponse", method: "post", path: "/saml2/idpresponse", endpoint: samlResponse },
  { operationId: "samlLogout", method: "post", path: "/saml2/logout", endpoint: samlLogout },
  { operationId: "logout", method: "get", path: "/logout", endpoint: logout },
];

/** The endpoints of spec/oauth.openapi.yaml that are no pages. */
export function createOAuthRouter({ serve }: Hosting): Router {
  const router = Router();
  for (const { operationId, method, path, endpoint, cors } of ROUTES) {
    if (cors) router.options(path, preflight);
    router[method](path, serve(operationId, endpoint, { headers: cors ? ANY_ORIGIN : undefined }));
  }
  return router;
}

const preflight: RequestHandler = (request, response) => {
  response
    .writeHead(200, {
      ...ANY_ORIGIN,
      "access-control-allow-methods": "GET, POST",
      "access-control-allow-headers": request.headers["access-control-request-headers"] ?? "*",
      "access-control-max-age": "172800",
      "content-length": 0,
    })
    .end();
};
