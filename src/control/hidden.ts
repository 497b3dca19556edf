/** What stands in the place of a secret. */
export const HIDDEN = "***";

/**
 * Members that hold a password, code, token, secret, session or value of SRP: of the API, of its maps for challenges, of what
 * triggers are told, of OAuth and of forms. In small letters without dashes and underscores, so that a name that somebody
 * spelt in another way hides its value too.
 */
const SECRET_NAMES = new Set(
  [
    "password newPassword confirmPassword previousPassword proposedPassword temporaryPassword",
    "code confirmationCode verificationCode authenticationCode secretCode userCode mfaCode otp smsMfaCode softwareTokenMfaCode",
    "emailOtpCode smsOtpCode emailMfaCode answer challengeAnswer credential",
    "accessToken idToken refreshToken token feedbackToken issuedToken actorToken subjectToken assertion clientAssertion samlResponse",
    "clientSecret clientSecretValue secret secretHash secretBlock privateKey",
    "session csrf codeVerifier",
    "srpA srpB salt passwordVerifier passwordClaimSignature passwordClaimSecretBlock",
    "signature xAmzSignature awsSecretAccessKey privateChallengeParameters",
  ]
    .join(" ")
    .split(" ")
    .map((name) => plain(name)),
);

/** Their members are what the caller proves itself with, in names that a pool's own triggers may have chosen. */
const MAPS_OF_PROOFS = new Set(["authparameters", "challengeresponses"]);
const SHOWN_OF_PROOFS = new Set(
  ["USERNAME", "USER_ID_FOR_SRP", "DEVICE_KEY", "PREFERRED_CHALLENGE", "CHALLENGE_NAME", "TIMESTAMP"].map((name) => plain(name)),
);

/** Addresses, in which parameters may be secret. */
const ADDRESSES = new Set(["presignedurl", "location", "link"]);

function plain(name: string): string {
  return name.replaceAll(/[-_]/g, "").toLowerCase();
}

export const isSecretName = (name: string): boolean => SECRET_NAMES.has(plain(name));

/** Takes secrets out of what is shown, and remembers them, so that they can be taken out of texts that quote them. */
export interface Hiding {
  /** The value without its secrets. */
  object(value: unknown): unknown;
  /** The parameters of a query or of a form. */
  parameters(text: string): Record<string, string>;
  address(url: string): string;
  /** A text that may quote a secret that was met in one of these. */
  text(text: string): string;
}

/** Shorter ones would be found in words by chance, and are too short to be secret. */
const SHORTEST_QUOTED = 4;

export function createHiding(): Hiding {
  const secrets = new Set<string>();
  const hidden = (value: unknown): string => {
    if (typeof value === "string" && value.length >= SHORTEST_QUOTED) secrets.add(value);
    return HIDDEN;
  };
  const member = (name: string, value: unknown, ofProofs: boolean): unknown => {
    const key = plain(name);
    if (value === null || typeof value === "boolean") return value;
    if (SECRET_NAMES.has(key)) return hidden(value);
    if (ofProofs && !SHOWN_OF_PROOFS.has(key) && !name.startsWith("userAttributes.")) return hidden(value);
    if (typeof value === "string") return ADDRESSES.has(key) ? address(value) : value;
    return walk(value, MAPS_OF_PROOFS.has(key));
  };
  const walk = (value: unknown, ofProofs: boolean): unknown => {
    if (Array.isArray(value)) return value.map((item) => walk(item, false));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, member(name, inner, ofProofs)]));
  };
  const shown = ([name, value]: readonly [string, string]): readonly [string, string] => [name, member(name, value, false) as string];
  const address = (url: string): string => {
    const [, before = url, query = "", fragment = ""] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(url) ?? [];
    const part = (text: string): string =>
      text.length < 2
        ? text
        : text[0] +
          [...new URLSearchParams(text.slice(1))]
            .map(shown)
            .map(([name, value]) => `${encodeURIComponent(name)}=${value === HIDDEN ? HIDDEN : encodeURIComponent(value)}`)
            .join("&");
    return before + part(query) + part(fragment);
  };
  return {
    object: (value) => walk(value, false),
    parameters: (text) => Object.fromEntries([...new URLSearchParams(text)].map(shown)),
    address,
    text: (text) => [...secrets].reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text),
  };
}
