const FROM_SIGN_IN = "the sign-in";
const FROM_CLIENT = "the app client";
const FROM_GROUPS = "the user's groups";

const SOURCES: Readonly<Record<string, string>> = {
  sub: "the user's id",
  username: "the user's name",
  "cognito:username": "the user's name",
  "cognito:groups": FROM_GROUPS,
  "cognito:roles": "the roles of the user's groups",
  "cognito:preferred_role": "the role of the group with the lowest precedence",
  iss: "the user pool",
  aud: FROM_CLIENT,
  client_id: FROM_CLIENT,
  scope: "what the client asked for and may have",
  token_use: "the kind of token",
  auth_time: `${FROM_SIGN_IN}: when it was`,
  iat: "when the token was made",
  exp: "how long tokens of the app client live",
  jti: "this token alone",
  origin_jti: `${FROM_SIGN_IN}: the same in all its tokens`,
  event_id: `${FROM_SIGN_IN}: the same in all its tokens`,
  nonce: "the request of the app",
  identities: "the identity providers of the user",
  device_key: "the device",
  version: "the way of the sign-in: by OAuth",
  acr: "how strong the sign-in was",
  amr: "the factors of the sign-in",
  act: "who acts for the user",
};

const ATTRIBUTES = new Set(
  "name given_name family_name middle_name nickname preferred_username profile picture website email email_verified gender birthdate zoneinfo locale phone_number phone_number_verified address updated_at".split(
    " ",
  ),
);

/** Where a claim comes from. What no rule of Cognito's makes can only come from the trigger. */
export function sourceOf(name: string, { token_use }: Readonly<Record<string, unknown>>): string {
  if (name.startsWith("custom:") || name.startsWith("dev:")) return "an attribute of the user's";
  if (ATTRIBUTES.has(name)) return token_use === "access" ? "the PreTokenGeneration trigger" : "an attribute of the user's";
  return SOURCES[name] ?? "the PreTokenGeneration trigger";
}
