import { appendFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Schemas } from "#generated/schemas.ts";
import type { Clock } from "../lib/clock.ts";
import { type AuthEvent, deviceName } from "../records/auth-events.ts";
import { logDeliveries } from "../records/log-deliveries.ts";
import type { Log } from "../runtime/log.ts";
import type { Driver } from "../storage/driver.ts";

type Configuration = Schemas["LogConfigurationType"];

/** Brings a pool's logs to where its configuration says; without a folder that stands for AWS, nowhere. */
export interface LogDelivery {
  authEvent(event: AuthEvent, username: string): Promise<void>;
  /** A message that could not be delivered. `details` never carries a code. */
  notificationError(poolId: string, details: string): Promise<void>;
  /** Waits for what is being written. */
  close(): Promise<void>;
}

interface LogDeliveryOptions {
  readonly store: Driver;
  readonly clock: Clock;
  readonly log: Log;
  /** Log groups, streams and buckets are files in it, one line of JSON an entry. */
  readonly folder?: string;
}

export function createLogDelivery({ store, clock, log, folder }: LogDeliveryOptions): LogDelivery {
  let writing: Promise<void> = Promise.resolve();
  const append = (file: string, line: string): Promise<void> => {
    // One after the other, so that lines keep their order. Delivery is best effort, as on AWS.
    writing = writing
      .then(() => mkdir(dirname(file), { recursive: true, mode: 0o700 }))
      .then(() => appendFile(file, line, { mode: 0o600 }))
      .catch((error: NodeJS.ErrnoException) => log.warn({ file, code: error.code }, "log could not be delivered"));
    return writing;
  };
  const deliver = async (
    poolId: string,
    source: Configuration["EventSource"],
    entry: Omit<Entry, "logSourceId" | "eventTimestamp">,
  ): Promise<void> => {
    if (folder === undefined) return;
    const delivery = await logDeliveries.find(store, poolId, poolId);
    const configuration = delivery?.configurations.find(({ EventSource }) => EventSource === source);
    const path = configuration && logPath(configuration);
    if (!path) return;
    const full: Entry = { eventTimestamp: String(clock.now()), ...entry, logSourceId: { userPoolId: poolId } };
    await append(join(folder, path), `${JSON.stringify(full)}\n`);
  };
  return {
    authEvent: (event, username) =>
      deliver(event.poolId, "userAuthEvents", {
        eventSource: "USER_AUTH_EVENTS",
        logLevel: "INFO",
        message: eventMessage(event, username),
      }),
    notificationError: (poolId, details) =>
      deliver(poolId, "userNotification", { eventSource: "USER_NOTIFICATION", logLevel: "ERROR", message: { details } }),
    close: () => writing,
  };
}

/** AWS, "Exporting logs from Amazon Cognito user pools". */
interface Entry {
  readonly eventTimestamp: string;
  readonly eventSource: "USER_NOTIFICATION" | "USER_AUTH_EVENTS";
  readonly logLevel: "ERROR" | "INFO";
  readonly message: object;
  readonly logSourceId: { readonly userPoolId: string };
}

/** `log-groups/aws_cognito_pool.jsonl`, `streams/NAME.jsonl` or `buckets/NAME.jsonl`; undefined where nothing is configured. */
export function logPath({ CloudWatchLogsConfiguration, FirehoseConfiguration, S3Configuration }: Configuration): string | undefined {
  const group = CloudWatchLogsConfiguration?.LogGroupArn;
  if (group) return join("log-groups", fileName(group.split(":").slice(6).join(":").replace(/:\*$/, "")));
  const stream = FirehoseConfiguration?.StreamArn;
  if (stream) return join("streams", fileName(stream.slice(stream.lastIndexOf("/") + 1)));
  const bucket = S3Configuration?.BucketArn;
  return bucket === undefined ? undefined : join("buckets", fileName(bucket.split(":").slice(5).join(":")));
}

const fileName = (name: string): string => `${name.replace(/[^\w.-]+/g, "_").replace(/^[_.]+/, "") || "unnamed"}.jsonl`;

/** Every value is a string, and empty where there is none. */
const eventMessage = (event: AuthEvent, username: string) => ({
  version: "1",
  eventId: event.id,
  eventType: event.type,
  userSub: event.sub,
  userName: username,
  userPoolId: event.poolId,
  clientId: event.clientId ?? "",
  creationDate: javaDate(event.createdAt),
  eventResponse: event.response,
  riskLevel: event.risk.level ?? "",
  riskDecision: DECISIONS[event.risk.decision],
  challenges: event.challenges.map(({ name, response }) => `${name}:${response}`),
  deviceName: deviceName(event.origin.userAgent),
  ipAddress: event.origin.ipAddress,
  requestId: event.requestId,
  idpName: "",
  compromisedCredentialDetected: String(event.risk.compromised),
  city: "",
  country: "",
  eventFeedbackValue: event.feedback?.value ?? "",
  eventFeedbackDate: event.feedback ? javaDate(event.feedback.at) : "",
  eventFeedbackProvider: event.feedback?.provider ?? "",
  hasContextData: String(event.origin.told),
});

const DECISIONS: Readonly<Record<AuthEvent["risk"]["decision"], string>> = {
  NoRisk: "PASS",
  AccountTakeover: "ACCOUNT_TAKEOVER",
  Block: "BLOCK",
};

/** `Wed Jul 17 17:25:55 UTC 2024` */
function javaDate(time: number): string {
  const [, weekday, day, month, year, clock] = /^(\w+), (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(time).toUTCString())!;
  return `${weekday} ${month} ${day} ${clock} UTC ${year}`;
}
