import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

/** What the provider says of whoever signs in. */
export interface UpstreamUser {
  readonly sub: string;
  readonly [claim: string]: unknown;
}

/** oidc-provider, unmodified, on a port of its own: whoever comes is signed in as `user`, or refuses. */
export async function startOidcUpstream({ signedBy = "RS256" }: { signedBy?: "RS256" | "HS256" } = {}) {
  const state = { user: { sub: "1026" } as UpstreamUser, refuses: false };
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const redirectUris: string[] = [];
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "rockpool",
        client_secret: "upstream-secret-upstream-secret-0000",
        redirect_uris: ["https://placeholder.example/"],
        grant_types: ["authorization_code"],
        response_types: ["code"],
        token_endpoint_auth_method: "client_secret_post",
        id_token_signed_response_alg: signedBy,
      },
    ],
    enabledJWA: { idTokenSigningAlgValues: ["RS256", "HS256"] },
    pkce: { required: () => false },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "given_name", "locale", "roles"] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ ...state.user, sub: id }) }),
    async loadExistingGrant(ctx) {
      const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client!.clientId, accountId: ctx.oidc.session!.accountId! });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
  });
  // Where rockpool listens is known later than the provider starts.
  Object.defineProperty(provider.Client.prototype, "redirectUriAllowed", { value: (uri: string) => redirectUris.includes(uri) });
  const answer = provider.callback();
  server.on("request", (request, response) => {
    if (!request.url?.startsWith("/interaction/")) return void answer(request, response);
    const result = state.refuses
      ? { error: "access_denied", error_description: "The user said no" }
      : { login: { accountId: state.user.sub } };
    void provider.interactionFinished(request, response, result);
  });
  return {
    issuer,
    state,
    allow: (uri: string) => void redirectUris.push(uri),
    details: {
      client_id: "rockpool",
      client_secret: "upstream-secret-upstream-secret-0000",
      authorize_scopes: "openid email profile",
      attributes_request_method: "GET",
      oidc_issuer: issuer,
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
