import { InvalidParameterException } from "#generated/errors.ts";
import { accountOfArn, regionOfArn } from "../lib/arn.ts";

/** Regions whose SES identities every pool may send with; so may those of the pool's own region (AWS, "Email settings"). */
const SES_REGIONS = ["eu-west-1", "us-east-1", "us-west-2"];
/** `support@example.com` or `Support <support@example.com>`. */
const FROM = /^(?:[^<>@\s]+@[^<>@\s]+|[^<>]*<[^<>@\s]+@[^<>@\s]+>)$/u;

/** A role must be of the account that names it: IAM's rule for passing roles. @throws InvalidParameterException */
export function checkRole(roleArn: string | undefined, accountId: string): void {
  if (roleArn && accountOfArn(roleArn) !== accountId) throw new InvalidParameterException("Cross-account pass role is not allowed.");
}

/** @throws InvalidParameterException */
export function checkSms(sms: { roleArn?: string; region?: string }, { region, accountId }: { region: string; accountId: string }): void {
  checkRole(sms.roleArn, accountId);
  // Measured for us-east-1 alone; other regions allow regions of their own choice, which are not all known.
  if (region === "us-east-1" && (sms.region ?? region) !== region)
    throw new InvalidParameterException(`Invalid snsRegion. Allowed SNS region for ${region} is ${region}`);
}

export interface EmailSettings {
  readonly developer: boolean;
  readonly sourceArn?: string;
  readonly from?: string;
}

/** @throws InvalidParameterException */
export function checkEmail({ developer, sourceArn, from }: EmailSettings, region: string): void {
  if (developer && !sourceArn) throw new InvalidParameterException("Source ARN is required to use DEVELOPER email sending owner");
  if (sourceArn && ![...SES_REGIONS, region].includes(regionOfArn(sourceArn)))
    throw new InvalidParameterException(`Provided SourceArn must be in one of the following SES regions: ${SES_REGIONS.join(", ")}.`);
  if (from !== undefined && !FROM.test(from)) throw new InvalidParameterException("Provided From email address is invalid");
}

/** Functions and aliases of another account are fine, of another region not, nor numbered versions. @throws InvalidParameterException */
export function checkFunctions(arns: readonly string[], region: string): void {
  if (arns.some((arn) => regionOfArn(arn) !== region))
    throw new InvalidParameterException("Cross-region lambda functions are not supported");
  // Assumption: the wording.
  if (arns.some((arn) => /^\d+$/.test(arn.split(":")[7] ?? "")))
    throw new InvalidParameterException("Lambda function versions are not supported, use a function or an alias");
}
