// What AWS's console shows for a single-page app of a user pool, with react-oidc-context as it is.
import { createRoot } from "react-dom/client";
import { AuthProvider, useAuth } from "react-oidc-context";

const { authority, clientId, endSession } = window.SETTINGS;
const home = `${window.location.origin}/`;

function App() {
  const auth = useAuth();
  if (auth.isLoading) return <p>Loading</p>;
  if (auth.error) return <p role="alert">{auth.error.message}</p>;
  if (!auth.isAuthenticated) return <button onClick={() => auth.signinRedirect()}>Sign in</button>;
  const { access_token, profile } = auth.user;
  const leave = async () => {
    await auth.removeUser();
    window.location.href = `${endSession}?client_id=${clientId}&logout_uri=${encodeURIComponent(home)}`;
  };
  return (
    <>
      <p id="who">{profile.email}</p>
      <p id="name">{profile.name}</p>
      <p id="token">{access_token}</p>
      <button onClick={() => auth.signinSilent()}>Renew</button>
      <button onClick={() => auth.revokeTokens(["refresh_token"])}>Revoke</button>
      <button onClick={leave}>Sign out</button>
    </>
  );
}

createRoot(document.getElementById("app")).render(
  <AuthProvider
    authority={authority}
    client_id={clientId}
    redirect_uri={home}
    response_type="code"
    scope="openid email profile"
    loadUserInfo
    onSigninCallback={() => window.history.replaceState({}, document.title, "/")}
  >
    <App />
  </AuthProvider>,
);
