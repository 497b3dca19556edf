import type { Schemas } from "#generated/schemas.ts";
import type { Pool } from "./pools.ts";
import type { LinkedIdentity, User } from "./users.ts";

/** Which attributes the reader of a view may see; absent: all of them. */
export type AttributeChoice = (name: string) => boolean;

/** `sub` first, then the attributes in the order in which they were set, then linked identities as a JSON text. */
export function attributeList(user: User, shown: AttributeChoice = () => true): Schemas["AttributeType"][] {
  const all = { sub: user.sub, ...user.attributes, ...(user.identities?.length ? { identities: identitiesText(user.identities) } : {}) };
  return Object.entries(all)
    .filter(([name]) => shown(name))
    .map(([Name, Value]) => ({ Name, Value }));
}

/** As AWS writes it: members in this order, `primary` a boolean and `dateCreated` milliseconds, unlike in tokens. */
const identitiesText = (identities: readonly LinkedIdentity[]): string =>
  JSON.stringify(
    identities.map(({ userId, providerName, providerType, issuer, primary, dateCreated }) => ({
      userId,
      providerName,
      providerType,
      issuer: issuer ?? null,
      primary,
      dateCreated,
    })),
  );

/** A user in lists and as the answer of AdminCreateUser. Dates in epoch seconds. */
export const viewOfUser = (user: User, shown?: AttributeChoice): Schemas["UserType"] => ({
  Username: user.username,
  Attributes: attributeList(user, shown),
  ...lifeOf(user),
  ...(user.mfaOptions?.length ? { MFAOptions: mfaOptions(user) } : {}),
});

/** What an administrator sees of one user. */
export const adminViewOfUser = (pool: Pick<Pool, "mfa">, user: User): Schemas["AdminGetUserResponse"] => ({
  Username: user.username,
  UserAttributes: attributeList(user),
  ...lifeOf(user),
  ...mfaOf(pool, user),
});

/** What users see of themselves. */
export const ownViewOfUser = (pool: Pick<Pool, "mfa">, user: User, shown: AttributeChoice): Schemas["GetUserResponse"] => ({
  Username: user.username,
  UserAttributes: attributeList(user, shown),
  ...mfaOf(pool, user),
});

const lifeOf = (user: User) => ({
  UserCreateDate: user.createdAt / 1000,
  UserLastModifiedDate: user.modifiedAt / 1000,
  Enabled: user.enabled,
  UserStatus: user.status,
});

const BY_SMS: Schemas["MFAOptionType"] = { DeliveryMedium: "SMS", AttributeName: "phone_number" };

/** Assumption: who has a number where the pool requires codes by SMS is told of it so (amplify-js#1875, aws-sdk-java-v2#4869). */
const isReachedBySms = ({ mfa }: Pick<Pool, "mfa">, { attributes }: User): boolean =>
  mfa.mode === "ON" && mfa.sms && Boolean(attributes["phone_number"]);

/** The members about second factors are absent where there is nothing to tell (measured on AWS). */
const mfaOf = (pool: Pick<Pool, "mfa">, user: User) => ({
  ...(user.mfaOptions?.length ? { MFAOptions: mfaOptions(user) } : isReachedBySms(pool, user) ? { MFAOptions: [BY_SMS] } : {}),
  ...secondFactorsOf(user),
});

export const secondFactorsOf = ({ mfa }: User) => ({
  ...(mfa?.preferred ? { PreferredMfaSetting: mfa.preferred } : {}),
  ...(mfa?.factors.length ? { UserMFASettingList: [...mfa.factors] } : {}),
});

const mfaOptions = (user: User): Schemas["MFAOptionType"][] =>
  (user.mfaOptions ?? []).map(({ attribute, medium }) => ({
    DeliveryMedium: medium as Schemas["DeliveryMediumType"],
    AttributeName: attribute,
  }));
