import type { Call, Endpoint } from "../oauth/call.ts";
import type { Client } from "../records/clients.ts";
import type { Answer } from "../web/answer.ts";
import { noticePage } from "./notice-page.ts";

/** `GET /error`: what went wrong before it was known where the user came from. */
export const showError: Endpoint = (call) => errorNotice(call, call.query.values["error"] ?? "Something went wrong");

/** What a page says that cannot be shown; its words and its status were measured on AWS. */
export const errorNotice = (call: Call, error: string): Promise<Answer> =>
  noticePage(call, {
    status: 400,
    view: (texts) => ({ page: "error", heading: texts.errorTitle, lead: texts.errorLead, error }),
    hints: (client) => hintsFor(error, client, call.query.values["client_id"]),
  });

/** What a page says that a sign-in cannot go on at. */
export const refusalNotice = (call: Call, status: number, says: string): Promise<Answer> =>
  noticePage(call, {
    status,
    view: (texts) => ({ page: "error", heading: texts.errorTitle, error: says }),
    hints: (client) => refusalHints(status, client),
  });

function refusalHints(status: number, client: Client | undefined): string[] {
  if (status === 403) return ["The form did not carry this browser's XSRF-TOKEN cookie as _csrf, or as JSON in csrf."];
  const { identityProviders = [] } = client?.oauth ?? {};
  return [
    `The app client's SupportedIdentityProviders are [${identityProviders.join(", ")}]: UpdateUserPoolClient sets them; COGNITO is the pool itself.`,
  ];
}

/** What is wrong, in clear. */
function hintsFor(error: string, client: Client | undefined, id: string | undefined): string[] {
  if (error === "Required parameters missing")
    return [
      id === undefined
        ? "The request has no client_id."
        : "The request has no redirect_uri, and the app client has not exactly one callback URL.",
    ];
  if (id !== undefined && !client) return [`There is no app client ${id} at this address.`];
  if (!client) return [];
  if (error === "redirect_mismatch")
    return [
      `redirect_uri has to be one of the app client's CallbackURLs, letter by letter: ${client.oauth.callbackUrls.join(", ") || "it has none"}`,
    ];
  if (error === "invalid_request" && !client.oauth.enabled)
    return ["The app client has AllowedOAuthFlowsUserPoolClient switched off: UpdateUserPoolClient switches it on."];
  if (error.includes("redirect_uri"))
    return [
      `logout_uri has to be one of the app client's LogoutURLs, letter by letter: ${client.oauth.logoutUrls.join(", ") || "it has none"}`,
    ];
  return [];
}
