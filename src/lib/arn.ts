/** `arn:partition:service:region:account:resource`; empty where the ARN names none. */
export const regionOfArn = (arn: string): string => arn.split(":")[3] ?? "";
export const accountOfArn = (arn: string): string => arn.split(":")[4] ?? "";
