import { InvalidParameterException, ServiceQuotaExceededException } from "#generated/errors.ts";

/** Requests a second that an account has without paying, by category of the API (AWS, "Quotas in Amazon Cognito"). */
const FREE_LIMITS: Readonly<Record<string, number>> = {
  UserAuthentication: 120,
  UserCreation: 50,
  UserFederation: 25,
  UserAccountRecovery: 30,
  UserRead: 120,
  UserUpdate: 25,
  UserToken: 120,
  UserResourceRead: 50,
  UserResourceUpdate: 25,
  UserList: 30,
  UserPoolRead: 15,
  UserPoolUpdate: 15,
  UserPoolResourceRead: 20,
  UserPoolResourceUpdate: 15,
  UserPoolClientRead: 15,
  UserPoolClientUpdate: 15,
  ClientAuthentication: 150,
};
/** Assumption: how far a limit can be raised. The true maximum is a quota of the account. */
const LARGEST_FACTOR = 10;

/** Undefined for a category that does not exist. */
export const freeLimit = (category: string | undefined): number | undefined =>
  category !== undefined && Object.hasOwn(FREE_LIMITS, category) ? FREE_LIMITS[category] : undefined;

/** Assumption: the wording of both. @throws InvalidParameterException, ServiceQuotaExceededException */
export function checkLimit(free: number, requested: number): void {
  if (requested < free) throw new InvalidParameterException(`The requested limit value cannot be less than the free limit value ${free}.`);
  if (requested > free * LARGEST_FACTOR)
    throw new ServiceQuotaExceededException(`The requested limit value exceeds the service quota of ${free * LARGEST_FACTOR}.`);
}
