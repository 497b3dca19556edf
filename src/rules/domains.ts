import { createHash } from "node:crypto";
import { InvalidParameterException } from "#generated/errors.ts";
import type { Pool } from "../records/pools.ts";
import { checkManagedLoginPlan } from "./feature-plans.ts";

/** As the service tells it. */
const PREFIX_FORM = String.raw`^[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?$`;
const LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const RESERVED = ["aws", "amazon", "cognito"];

/**
 * A prefix may not have a reserved word between its hyphens; controlled pairs show that `-awsome-` passes and `-aws-` fails.
 * @throws InvalidParameterException
 */
export function checkPrefix(prefix: string): void {
  if (!LABEL.test(prefix))
    throw new InvalidParameterException(
      `The domain name contains an invalid character. Domain names can only contain lower-case letters, numbers, and hyphens. Please enter a different name that follows this format: ${PREFIX_FORM}`,
    );
  const reserved = prefix.split("-").find((segment) => RESERVED.includes(segment));
  if (reserved) throw new InvalidParameterException(`Domain cannot contain reserved word: ${reserved}`);
}

/** DNS is not asked; the shape is all that is looked at. @throws InvalidParameterException */
export function checkCustomDomain(name: string, certificateArn: string): void {
  const labels = name.split(".");
  if (!labels.every((label) => LABEL.test(label)) || labels.length < 3)
    throw new InvalidParameterException("Custom domain is not a valid subdomain");
  if (!/^arn:aws[\w-]*:acm:us-east-1:\d{12}:certificate\/.+$/.test(certificateArn))
    throw new InvalidParameterException(
      "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a valid certificate chain.",
    );
}

/** @throws FeatureUnavailableInTierException, InvalidParameterException */
export function checkManagedLogin(pool: Pool, version: number): void {
  // Assumption: the wording; AWS knows classic pages (1) and managed login (2).
  if (version !== 1 && version !== 2) throw new InvalidParameterException("ManagedLoginVersion has to be 1 or 2.");
  if (version === 2) checkManagedLoginPlan(pool);
}

/** By AWS's codes of places: those of the airports nearby. */
const PLACES: Readonly<Record<string, string>> = {
  "ap-northeast-1": "nrt",
  "ap-northeast-2": "icn",
  "ap-south-1": "bom",
  "ap-southeast-1": "sin",
  "ap-southeast-2": "syd",
  "ca-central-1": "yul",
  "eu-central-1": "fra",
  "eu-north-1": "arn",
  "eu-west-1": "dub",
  "eu-west-2": "lhr",
  "eu-west-3": "cdg",
  "sa-east-1": "gru",
  "us-east-1": "iad",
  "us-east-2": "cmh",
  "us-west-1": "sfo",
  "us-west-2": "pdx",
};

/** All prefix domains of a region stand behind one distribution (two captures). Assumption: its name, but for that of us-east-1. */
export function prefixDistribution(region: string): string {
  if (region === "us-east-1") return "d3oia8etllorh5.cloudfront.net";
  return `d${BigInt(`0x${createHash("sha256").update(region).digest("hex")}`)
    .toString(36)
    .slice(0, 13)}.cloudfront.net`;
}

/** Where a region keeps what its hosted pages show. Assumption: the name of the region, where the code is not known. */
export const assetsBucket = (region: string): string => `aws-cognito-prod-${PLACES[region] ?? region}-assets`;
