import { Copy, Facts } from "./parts.tsx";

/** What of a client is wanted most often: its id, its secret, and its sign-in pages with one click. */
export function clientLinks(poolId: string, client: Readonly<Record<string, unknown>>) {
  const id = String(client["ClientId"]);
  const secret = client["ClientSecret"];
  const callback = (client["CallbackURLs"] as string[] | undefined)?.[0];
  const hosted = client["AllowedOAuthFlowsUserPoolClient"] === true && callback !== undefined;
  const flows = (client["AllowedOAuthFlows"] as string[] | undefined) ?? [];
  const query = new URLSearchParams({
    client_id: id,
    response_type: flows.includes("code") ? "code" : "token",
    redirect_uri: callback ?? "",
    scope: ((client["AllowedOAuthScopes"] as string[] | undefined) ?? []).join(" "),
  });
  return (
    <>
      <Facts
        of={[
          [
            "Client id",
            <>
              <code>{id}</code> <Copy text={id} label="Copy the client id" />
            </>,
          ],
          ["Client secret", typeof secret === "string" ? <Copy text={secret}>Copy the secret</Copy> : undefined],
          ["Pool", <code>{poolId}</code>],
        ]}
      />
      {hosted ? (
        <p>
          <a class="button" href={`/login?${query}`} target="_blank" rel="noopener">
            Open the sign-in page
          </a>{" "}
          <a class="button" href={`/signup?${query}`} target="_blank" rel="noopener">
            Open the sign-up page
          </a>
        </p>
      ) : (
        <p class="quiet">A client that may use OAuth and has a callback URL has sign-in pages.</p>
      )}
    </>
  );
}
