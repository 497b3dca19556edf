/** SDKs whose requests still name them in the form that Cognito understands; JavaScript's does up to version 2. */
const NAMED = /^aws-sdk-([a-z]+)\/(\d+)((?:\.\d+)*)/i;

/** The caller's SDK as triggers are told of it: unknown for browsers and newer SDKs (measured on AWS). */
export function awsSdkVersion(userAgent: string | undefined): string {
  const [, name = "", major = "", rest = ""] = NAMED.exec(userAgent ?? "") ?? [];
  if (name === "" || (name === "js" && Number(major) > 2)) return "aws-sdk-unknown-unknown";
  return `aws-sdk-${name}-${major}${rest}`;
}
