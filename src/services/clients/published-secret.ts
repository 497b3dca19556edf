import { InvalidParameterException } from "#generated/errors.ts";
import type { Context } from "../../context.ts";
import { clientSecret } from "../../lib/ids.ts";
import type { Client } from "../../records/clients.ts";
import { clientSecretOf } from "./secrets.ts";

type Secrets = Pick<Client, "secrets" | "secretArn">;

/**
 * The secrets of a client whose latest one is to stand in AWS Secrets Manager from now on, or no longer. Undefined where nothing
 * is asked, or the client has no secret or has it there already. Calls out: nothing of the store is to be held meanwhile.
 * @throws InvalidParameterException
 */
export async function publishedAsAsked(
  ctx: Context,
  client: Secrets & Pick<Client, "poolId" | "id">,
  { asked, rotate }: { asked: boolean | undefined; rotate: boolean },
): Promise<Secrets | undefined> {
  const { secrets, secretArn } = client;
  if (asked === undefined || secrets.length === 0 || asked === (secretArn !== undefined)) return undefined;
  if (!asked) {
    await withdraw(ctx, secretArn);
    return { secrets, secretArn: undefined };
  }
  // What is published is changed at once, and of two secrets the older one goes (AWS, UpdateUserPoolClientRequest).
  const kept = rotate ? [...secrets.slice(-1), clientSecretOf(client.id, clientSecret(), ctx.clock.now())] : secrets;
  return { secrets: kept, secretArn: await publish(ctx, client, kept.at(-1)?.value ?? "") };
}

async function publish({ secretPublisher, caller, log }: Context, client: Pick<Client, "poolId" | "id">, value: string): Promise<string> {
  if (!secretPublisher)
    throw new InvalidParameterException(
      "PublishSecretsInAWSSecretsManager cannot be true: rockpool was started without --secretsmanager-endpoint.",
    );
  return secretPublisher.publish(caller.region, { poolId: client.poolId, clientId: client.id, value }).catch((error: unknown) => {
    log.warn({ clientId: client.id, name: (error as Error).name }, "client secret could not be published");
    // Assumption: the type and the wording.
    throw new InvalidParameterException("The client secret could not be stored in AWS Secrets Manager.");
  });
}

/** What cannot be removed, perhaps because it is gone already, is logged: the client goes on without it. */
export async function withdraw({ secretPublisher, log }: Pick<Context, "secretPublisher" | "log">, arn: string | undefined): Promise<void> {
  if (arn === undefined) return;
  await secretPublisher?.withdraw(arn).catch((error: unknown) => {
    log.warn({ arn, name: (error as Error).name }, "published client secret could not be removed");
  });
}
