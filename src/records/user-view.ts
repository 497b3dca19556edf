import type { Schemas } from "#generated/schemas.ts";
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
export const adminViewOfUser = (user: User): Schemas["AdminGetUserResponse"] => ({
  Username: user.username,
  UserAttributes: attributeList(user),
  ...lifeOf(user),
  ...mfaOf(user),
});

/** What users see of themselves. */
export const ownViewOfUser = (user: User, shown: AttributeChoice): Schemas["GetUserResponse"] => ({
  Username: user.username,
  UserAttributes: attributeList(user, shown),
  ...mfaOf(user),
});

const lifeOf = (user: User) => ({
  UserCreateDate: user.createdAt / 1000,
  UserLastModifiedDate: user.modifiedAt / 1000,
  Enabled: user.enabled,
  UserStatus: user.status,
});

/** The members about second factors are absent where there is nothing to tell (measured on AWS). */
const mfaOf = (user: User) => ({
  ...(user.mfaOptions?.length ? { MFAOptions: mfaOptions(user) } : {}),
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
