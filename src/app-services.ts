import { join } from "node:path";
import type { Settings } from "./context.ts";
import { createSecretPublisher } from "./delivery/secrets-manager.ts";
import { createSmsHook } from "./delivery/sms-hook.ts";
import { createSmtp } from "./delivery/smtp.ts";
import { createRemembering } from "./history/remember.ts";
import type { Listening } from "./http/server.ts";
import type { Clock } from "./lib/clock.ts";
import { IN_MEMORY, type RockpoolOptions } from "./options/table.ts";
import type { Message } from "./records/messages.ts";
import { TABLE_DEFINITIONS } from "./records/tables.ts";
import { createCalls } from "./runtime/calls.ts";
import { createFaults } from "./runtime/faults.ts";
import { createFeed } from "./runtime/feed.ts";
import { isContainer, userCacheFolder } from "./runtime/host.ts";
import { createInvocations } from "./runtime/invocations.ts";
import type { Log } from "./runtime/log.ts";
import type { Driver } from "./storage/driver.ts";
import { openLowdbDriver } from "./storage/lowdb/lowdb.ts";
import { createMemoryDriver } from "./storage/memory.ts";
import { folderStock, type KeyStock, memoryStock } from "./tokens/key-stock.ts";
import { createCodeEncryption } from "./triggers/code-encryption.ts";
import type { FunctionHost } from "./triggers/invoke.ts";
import { createLambdaEndpoint } from "./triggers/lambda-endpoint.ts";
import { createLocalModules } from "./triggers/local-modules.ts";

export const settingsOf = (
  { region, account, publicUrl, issuer, fixedCode, devBar, federation }: RockpoolOptions,
  { url, tlsUrl }: Pick<Listening, "url" | "tlsUrl">,
): Settings => ({
  region,
  accountId: account,
  // Who asks for TLS wants addresses that insist on it: issuers, links, endpoints.
  publicUrl: publicUrl ?? tlsUrl ?? url,
  ownUrl: url,
  issuer,
  fixedCode,
  federation,
  developerBar: devBar === "on",
});

/** What happened last, and what is to go wrong, for whoever looks. */
export const createRecords = (clock: Clock) => ({
  calls: createCalls(),
  invocations: createInvocations(),
  sent: createFeed<Message>(),
  faults: createFaults(clock),
});

export const scratch = (): Driver => createMemoryDriver(TABLE_DEFINITIONS);

/** The folder that keeps the state; undefined: nothing does. */
export const dataFolder = ({ data }: RockpoolOptions): string | undefined => (data === IN_MEMORY ? undefined : data);

/** The store, with the memory that point-in-time recovery needs unless none is wanted. */
export async function openStore({ data, fsync, recoveryHistory }: RockpoolOptions, log: Log, clock: Clock): Promise<Driver> {
  const tables = TABLE_DEFINITIONS;
  const store = data === IN_MEMORY ? createMemoryDriver(tables) : await openLowdbDriver({ folder: data, tables, fsync, log });
  return recoveryHistory === 0 ? store : createRemembering(store, { clock, most: recoveryHistory });
}

/** Without a folder, the keys of one pool are kept ready in memory. */
export function keyStockOf({ keyStock }: RockpoolOptions): KeyStock {
  // Keys in an image would be everybody's who runs it.
  const folder = keyStock ?? (isContainer() ? "off" : join(userCacheFolder(), "rockpool", "keys"));
  return (folder === "off" ? undefined : folderStock(folder)) ?? memoryStock(2);
}

/** Who may call operations that need IAM: by which keys, and from which pages. */
export const accessOf = ({ iam, credentials, corsOrigin }: RockpoolOptions) => ({
  iam: { mode: iam, credentials: new Map(credentials) },
  origins: corsOrigin,
});

/** Local modules first; whatever they do not stand for is Lambda's. `url`: where functions reach this server. */
export function functionHosts({ trigger, lambdaEndpoint, region }: RockpoolOptions, url: string): FunctionHost[] {
  const environment = {
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: url,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: "rockpool",
    AWS_SECRET_ACCESS_KEY: "rockpool",
  };
  const modules = createLocalModules({ files: trigger, environment, print: (text) => void process.stderr.write(text) });
  return lambdaEndpoint === undefined ? [modules] : [modules, createLambdaEndpoint(lambdaEndpoint)];
}

export const secretPublisherOf = ({ secretsmanagerEndpoint: endpoint }: RockpoolOptions) =>
  endpoint === undefined ? undefined : createSecretPublisher(endpoint);

export const meansOfDelivery = ({ smtpUrl, smsUrl, kmsEndpoint }: RockpoolOptions) => ({
  channels: [...(smtpUrl === undefined ? [] : [createSmtp(smtpUrl)]), ...(smsUrl === undefined ? [] : [createSmsHook(smsUrl)])],
  encryptCode: kmsEndpoint === undefined ? undefined : createCodeEncryption(kmsEndpoint),
});
