const AWS_HOST = /\.amazonaws\.com(\.cn)?$/;

/** AWS itself is called with whatever credentials the machine has; a stand-in for it takes any, which need not be set up. */
export function awsCredentials(endpoint: string): { credentials?: { accessKeyId: string; secretAccessKey: string } } {
  if (AWS_HOST.test(new URL(endpoint).hostname) || process.env["AWS_ACCESS_KEY_ID"]) return {};
  return { credentials: { accessKeyId: "rockpool", secretAccessKey: "rockpool" } };
}
