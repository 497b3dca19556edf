import { InvalidParameterException } from "#generated/errors.ts";
import { regionOfArn } from "../lib/arn.ts";
import type { LogDelivery } from "../records/log-deliveries.ts";

type Configuration = LogDelivery["configurations"][number];

/** Activity logs are a feature of the PLUS plan; errors of messages can be had in every plan (AWS, LogConfigurationType). */
export const needsPlus = ({ EventSource }: Configuration): boolean => EventSource === "userAuthEvents";

/** @throws InvalidParameterException */
export function checkLogConfigurations(configurations: readonly Configuration[], region: string): void {
  if (new Set(configurations.map(({ EventSource }) => EventSource)).size < configurations.length)
    throw new InvalidParameterException("Following event sources appear more then once in a request");
  for (const configuration of configurations) checkOne(configuration, region);
}

function checkOne(
  { EventSource, LogLevel, CloudWatchLogsConfiguration, FirehoseConfiguration, S3Configuration }: Configuration,
  region: string,
): void {
  const arns = [CloudWatchLogsConfiguration?.LogGroupArn, FirehoseConfiguration?.StreamArn];
  const targets = [...arns, S3Configuration?.BucketArn].filter((arn) => arn !== undefined);
  // Assumption: the wording of all but the last. Which source goes where, and how loudly, is documented.
  if (LogLevel !== (EventSource === "userNotification" ? "ERROR" : "INFO"))
    throw new InvalidParameterException(`The log level ${LogLevel} is not supported for the event source ${EventSource}.`);
  if (targets.length !== 1)
    throw new InvalidParameterException(`Exactly one destination should be provided for the event source ${EventSource}.`);
  if (EventSource === "userNotification" && !CloudWatchLogsConfiguration?.LogGroupArn)
    throw new InvalidParameterException("The event source userNotification can be delivered to CloudWatch Logs only.");
  if (arns.some((arn) => arn !== undefined && regionOfArn(arn) !== region))
    throw new InvalidParameterException("ARN does not belong to current region");
}
