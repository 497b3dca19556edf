import { regionOfArn } from "../lib/arn.ts";
import { uuid } from "../lib/ids.ts";
import { awsCredentials } from "../triggers/aws-access.ts";

/** A client's secret as it stands in AWS Secrets Manager. */
export interface PublishedSecret {
  readonly poolId: string;
  readonly clientId: string;
  readonly value: string;
}

/** Keeps secrets of app clients where programs read them by their ARN. Rejects where the other side does not answer as it should. */
export interface SecretPublisher {
  /** The ARN of the new secret. */
  publish(region: string, secret: PublishedSecret): Promise<string>;
  /** Gone at once, with no time to restore it (AWS, UpdateUserPoolClientRequest). */
  withdraw(arn: string): Promise<void>;
}

export function createSecretPublisher(endpoint: string): SecretPublisher {
  const clientOf = async (region: string) => {
    // Loaded on demand: few pools publish secrets, and the package is large.
    const { SecretsManager } = await import("./secrets-manager-sdk.ts");
    return new SecretsManager({ endpoint, region: region || "us-east-1", ...awsCredentials(endpoint) });
  };
  return {
    publish: async (region, { poolId, clientId, value }) => {
      const client = await clientOf(region);
      // The members are AWS's (UserPoolClientType). Assumption: the name, in which the last part lets a client publish again.
      const SecretString = JSON.stringify({ userPoolId: poolId, userPoolClientId: clientId, clientSecretValue: value });
      const { ARN } = await client.createSecret({ Name: `cognito/${poolId}/${clientId}/${uuid()}`, SecretString });
      if (!ARN) throw new Error("Secrets Manager named no ARN");
      return ARN;
    },
    withdraw: async (arn) => {
      const client = await clientOf(regionOfArn(arn));
      await client.deleteSecret({ SecretId: arn, ForceDeleteWithoutRecovery: true });
    },
  };
}
