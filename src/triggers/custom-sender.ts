import { UnexpectedLambdaException } from "#generated/errors.ts";
import type { Client } from "../records/clients.ts";
import { type Pool, poolRegion } from "../records/pools.ts";
import type { User } from "../records/users.ts";
import type { Raiser, SenderName } from "./invoke.ts";
import { type Metadata, userAttributes, withMetadata } from "./user-attributes.ts";

/** Encrypts under a KMS key of this ARN and gives an AWS Encryption SDK message in base64. */
export type EncryptCode = (kmsKeyArn: string, code: string, region: string) => Promise<string>;

export interface CustomSenderEvent {
  /** CustomMessage_SignUp and so on: the source that the message would have otherwise; any other kind is a warning of threat protection. */
  readonly kind: string;
  readonly pool: Pool;
  readonly client?: Pick<Client, "id">;
  readonly user: User;
  readonly medium: "EMAIL" | "SMS";
  readonly code?: string;
  readonly clientMetadata?: Metadata;
}

const SENDERS = { EMAIL: "CustomEmailSender", SMS: "CustomSMSSender" } as const satisfies Record<string, SenderName>;
const TYPES = { EMAIL: "customEmailSenderRequestV1", SMS: "customSMSSenderRequestV1" } as const;

/** Whether the pool has a function that sends messages of this medium in Cognito's place. */
export const hasSender = ({ triggers }: Pick<Raiser, "triggers">, pool: Pool, medium: "EMAIL" | "SMS"): boolean =>
  triggers.has(pool, SENDERS[medium]);

/**
 * Hands a message to the pool's own sender, which never sees the code in plain text. The pool has to have the trigger.
 * @throws UnexpectedLambdaException where the code cannot be encrypted
 */
export async function customSender(from: Raiser, event: CustomSenderEvent, encrypt: EncryptCode | undefined): Promise<void> {
  const { kind, pool, client, user, medium, clientMetadata } = event;
  const request = {
    type: TYPES[medium],
    ...(await encryptedCode(event, encrypt)),
    ...withMetadata(clientMetadata),
    userAttributes: userAttributes(pool, user),
  };
  const source = kind.startsWith("CustomMessage")
    ? kind.replace("CustomMessage", SENDERS[medium])
    : `${SENDERS[medium]}_AccountTakeOverNotification`;
  await from.triggers.submit(from, SENDERS[medium], { pool, client, userName: user.username }, { source, request });
}

async function encryptedCode(
  { kind, pool, medium, code }: CustomSenderEvent,
  encrypt: EncryptCode | undefined,
): Promise<{ code?: string }> {
  if (code === undefined) return {};
  const trigger = SENDERS[medium];
  if (!encrypt)
    throw new UnexpectedLambdaException(
      `${trigger} was not invoked: it takes the code encrypted under the pool's KMS key, and rockpool was started without --kms-endpoint.`,
    );
  const plain = kind === "CustomMessage_AdminCreateUser" ? code.replaceAll("<", "&lt;").replaceAll(">", "&gt;") : code;
  try {
    return { code: await encrypt(pool.triggerKmsKey ?? "", plain, poolRegion(pool.id)) };
  } catch (error) {
    throw new UnexpectedLambdaException(
      `${trigger} was not invoked: the code could not be encrypted under the pool's KMS key (${(error as Error).message}).`,
    );
  }
}
