import { regionOfArn } from "../lib/arn.ts";
import { awsCredentials } from "./aws-access.ts";
import type { EncryptCode } from "./custom-sender.ts";

/**
 * Encrypts codes for custom senders as the AWS Encryption SDK does, with data keys of a KMS at this address.
 * Committed messages: every current version of the SDK reads them, whatever its commitment policy.
 */
export function createCodeEncryption(endpoint: string): EncryptCode {
  return async (kmsKeyArn, code, region) => {
    // Loaded on demand: few pools have a sender of their own, and the package is large.
    const { buildClient, CommitmentPolicy, KmsKeyringNode, getClient, KMS } = await import("./encryption-sdk.ts");
    const clientProvider = getClient(KMS, { endpoint, region: regionOfArn(kmsKeyArn) || region, ...awsCredentials(endpoint) });
    const { encrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);
    const { result } = await encrypt(new KmsKeyringNode({ generatorKeyId: kmsKeyArn, clientProvider }), code);
    return result.toString("base64");
  };
}
