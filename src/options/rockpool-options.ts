import type { LogLevel } from "../runtime/log.ts";
import type { SeedDocument } from "../seed/seed-document.ts";
import type { FunctionFiles } from "./values.ts";

/** What a rockpool server can be told. */
export interface RockpoolOptions {
  /** 0: a free one. */
  readonly port: number;
  readonly host: string;
  /** TLS beside plain HTTP, on a port of its own, with certificates of an authority of the server's own. */
  readonly tls: boolean;
  /** The same with this certificate and its key, in PEM files. */
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  /** 0: a free one. Absent: 4143, or a free one where `port` is. */
  readonly tlsPort?: number;
  /** A folder, or `:memory:`. */
  readonly data: string;
  /** Where keys for new pools are kept that were made in advance: a folder, or `off`. Absent: in the user's cache folder. */
  readonly keyStock?: string;
  readonly region: string;
  readonly account: string;
  /** A seed file, or in code what would be in one. */
  readonly seed?: string | SeedDocument;
  readonly iam: "presence" | "verify" | "off";
  /** Access key ids with their secrets, for `iam` verify. */
  readonly credentials: readonly (readonly [string, string])[];
  /** Who beside this machine may use the control endpoints: nobody, or everybody who reaches the port. */
  readonly control: "loopback" | "open";
  /** Opens the control endpoints to whoever sends it as a bearer token, from anywhere. */
  readonly controlToken?: string;
  /** Origins of pages, beside this machine's, that may call operations which need IAM. */
  readonly corsOrigin: readonly string[];
  /** Without a trailing slash; absent: the address it listens on. */
  readonly publicUrl?: string;
  readonly issuer: "local" | "aws";
  readonly fixedCode?: string;
  /** Absent: local for the social providers, real for OIDC and SAML. */
  readonly federation?: "local" | "real";
  /** On the pages: what only developers are shown. */
  readonly devBar: "on" | "off";
  readonly fsync: boolean;
  /** Changes kept of each pool for point-in-time recovery; 0: none. */
  readonly recoveryHistory: number;
  readonly logLevel: LogLevel;
  /** Stands for CloudWatch Logs, Firehose and S3. */
  readonly logFolder?: string;
  readonly cryptoThreads: number;
  readonly requestLimits: boolean;
  /** Whether client metadata documents may come from addresses of this machine and its network. */
  readonly allowPrivateAddresses: boolean;
  /** Where Lambda's Invoke API is spoken, for triggers that `trigger` does not map. */
  readonly lambdaEndpoint?: string;
  /** Modules that stand for Lambda functions, by the function's name or ARN. */
  readonly trigger: FunctionFiles;
  /** Where KMS is spoken, for custom senders. */
  readonly kmsEndpoint?: string;
  /** Where Secrets Manager is spoken, for secrets of app clients that are to stand there. */
  readonly secretsmanagerEndpoint?: string;
  readonly smtpUrl?: string;
  readonly smsUrl?: string;
}
