// A single-page app that signs in through the hosted pages, with Amplify as it is.
import { Amplify } from "aws-amplify";
import { fetchAuthSession, fetchUserAttributes, getCurrentUser, signInWithRedirect, signOut } from "aws-amplify/auth";
import "aws-amplify/auth/enable-oauth-listener";
import { Hub } from "aws-amplify/utils";

const { userPoolId, userPoolClientId, userPoolEndpoint, domain } = window.SETTINGS;
const home = `${window.location.origin}/`;
const show = (id, text) => {
  document.getElementById(id).textContent = text;
};

Hub.listen("auth", async ({ payload }) => {
  if (payload.event === "signInWithRedirect_failure") show("error", payload.data?.error?.message ?? "failed");
  if (payload.event === "signInWithRedirect") await showUser();
  if (payload.event === "customOAuthState") show("state", payload.data);
});

Amplify.configure({
  Auth: {
    Cognito: {
      userPoolId,
      userPoolClientId,
      userPoolEndpoint,
      loginWith: {
        oauth: {
          domain,
          scopes: ["openid", "email", "profile", "aws.cognito.signin.user.admin"],
          redirectSignIn: [home],
          redirectSignOut: [home],
          responseType: "code",
        },
      },
    },
  },
});

async function showUser() {
  const { username } = await getCurrentUser();
  const { email } = await fetchUserAttributes();
  const { tokens } = await fetchAuthSession();
  show("who", `${username} ${email}`);
  show("token", tokens.accessToken.toString());
}

const on = (id, act) => document.getElementById(id).addEventListener("click", act);
on("in", () => signInWithRedirect({ customState: "kept & safe" }));
on("provider", () => signInWithRedirect({ provider: "Google" }));
on("renew", async () => show("token", (await fetchAuthSession({ forceRefresh: true })).tokens.accessToken.toString()));
on("out", () => signOut({ global: false }));
showUser().catch(() => show("who", "nobody"));
