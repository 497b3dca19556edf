import { defineTable } from "./table.ts";

export type UserStatus =
  | "UNCONFIRMED"
  | "CONFIRMED"
  | "ARCHIVED"
  | "COMPROMISED"
  | "UNKNOWN"
  | "RESET_REQUIRED"
  | "FORCE_CHANGE_PASSWORD"
  | "EXTERNAL_PROVIDER";

/** A password as a salted SRP verifier: `salt` in hex, `verifier` in base64. Never in a view. */
export interface PasswordVerifier {
  readonly salt: string;
  readonly verifier: string;
}

export type MfaFactor = "SMS_MFA" | "SOFTWARE_TOKEN_MFA" | "EMAIL_OTP";

export interface User {
  readonly poolId: string;
  /** UUID-shaped, never changes; the row's id. */
  readonly sub: string;
  /** The internal user name, immutable: as given, in lower case in a case-insensitive pool, or the sub where the pool has username attributes. */
  readonly username: string;
  /** Without `sub`. Values are strings, also of numbers and booleans. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly status: UserStatus;
  readonly enabled: boolean;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly password?: PasswordVerifier;
  /** Verifiers of earlier passwords, newest first, where the policy asks for a history. */
  readonly passwordHistory?: readonly PasswordVerifier[];
  /** When a temporary password was set; absent: the password is the user's own. */
  readonly temporaryPasswordAt?: number;
  /** Values that wait for their verification (AttributesRequireVerificationBeforeUpdate). */
  readonly pendingAttributes?: Readonly<Record<string, string>>;
  /** How often all tokens of the user were revoked; absent: never. */
  readonly signOuts?: number;
  /** A sequential UUID, kept by earlier versions: their tokens with an id below it are revoked. */
  readonly signedOutAt?: string;
  readonly mfa?: { readonly factors: readonly MfaFactor[]; readonly preferred?: MfaFactor };
  /** A verified software token: base-32 secret, and the last time step whose code was used. Never in a view. */
  readonly totp?: { readonly secret: string; readonly deviceName?: string; readonly lastStep: number };
  /** The base-32 secret of a software token that waits for its first code. Never in a view. */
  readonly pendingTotp?: string;
  /** Set by SetUserSettings, shown as MFAOptions. */
  readonly mfaOptions?: readonly { readonly attribute: string; readonly medium: string }[];
  readonly identities?: readonly LinkedIdentity[];
  /** Set by the pool's rules, so that look-ups need no second read: keys under which the user can be named, beside `username` and `sub`. */
  readonly aliases: readonly string[];
  /** Lower-case forms are looked up in a case-insensitive pool. */
  readonly usernameKey: string;
}

export interface LinkedIdentity {
  readonly userId: string;
  readonly providerName: string;
  readonly providerType: string;
  readonly issuer?: string;
  readonly primary: boolean;
  readonly dateCreated: number;
}

const fold = (value: string | undefined): string[] => (value === undefined || value === "" ? [] : [value.toLowerCase()]);

/** Attribute filters of ListUsers are case-insensitive but for username and status (AWS, "Searching for users"). */
export const users = defineTable<
  User,
  | "username"
  | "alias"
  | "usernameOrder"
  | "email"
  | "phone_number"
  | "name"
  | "given_name"
  | "family_name"
  | "preferred_username"
  | "cognito:user_status"
  | "status"
  | "sub"
  | "identity"
>({
  name: "users",
  partition: (user) => user.poolId,
  id: (user) => user.sub,
  indexes: {
    username: { unique: true, keys: (user) => [user.usernameKey] },
    /** `email:<value>`, `phone_number:<value>`, `preferred_username:<value>`: one owner each. */
    alias: { unique: true, keys: (user) => user.aliases },
    identity: { unique: true, keys: (user) => (user.identities ?? []).map(({ providerName, userId }) => `${providerName} ${userId}`) },
    usernameOrder: { keys: (user) => [user.username] },
    sub: { keys: (user) => [user.sub] },
    email: { keys: (user) => fold(user.attributes.email) },
    phone_number: { keys: (user) => fold(user.attributes.phone_number) },
    name: { keys: (user) => fold(user.attributes.name) },
    given_name: { keys: (user) => fold(user.attributes.given_name) },
    family_name: { keys: (user) => fold(user.attributes.family_name) },
    preferred_username: { keys: (user) => fold(user.attributes.preferred_username) },
    "cognito:user_status": { keys: (user) => fold(user.status) },
    status: { keys: (user) => [user.enabled ? "Enabled" : "Disabled"] },
  },
});
