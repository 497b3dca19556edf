import { AwsV4Signer } from "aws4fetch";
import { keep, kept } from "./keep.ts";

/** An access key for servers that check signatures (--iam verify). */
export interface AccessKey {
  readonly id: string;
  readonly secret: string;
}

const PLACE = "access-key";

export const accessKey = (): AccessKey | undefined => kept<AccessKey>(PLACE);
export const setAccessKey = (key: AccessKey | undefined): void => keep(PLACE, key);

let region = "us-east-1";

/** The server's region: what a signature is made for. */
export const setRegion = (name: string): void => {
  region = name;
};

/**
 * Adds a signature to the headers of a call. Without an access key it is a stand-in: a server that only wants one to be there
 * takes it. Browsers can sign on localhost and over TLS only.
 */
export async function sign(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<Record<string, string>> {
  const key = accessKey();
  if (!key) return { ...headers, authorization: standIn() };
  const signer = new AwsV4Signer({
    url,
    method: "POST",
    headers: { ...headers },
    body,
    accessKeyId: key.id,
    secretAccessKey: key.secret,
    service: "cognito-idp",
    region,
  });
  return Object.fromEntries((await signer.sign()).headers);
}

function standIn(): string {
  const day = new Date().toISOString().slice(0, 10).replaceAll("-", "");
  const credential = `Credential=console/${day}/${region}/cognito-idp/aws4_request`;
  return `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host;x-amz-target, Signature=${"0".repeat(64)}`;
}
