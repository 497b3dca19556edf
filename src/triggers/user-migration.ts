import { UserLambdaValidationException } from "#generated/errors.ts";
import type { Client } from "../records/clients.ts";
import type { Pool } from "../records/pools.ts";
import { nullableFlag, text, textMap, texts } from "./answer.ts";
import { type Raiser, unrecognizable } from "./invoke.ts";
import { type Attributes, type Metadata, withMetadata } from "./user-attributes.ts";

export interface UserMigrationEvent {
  readonly source: "UserMigration_Authentication" | "UserMigration_ForgotPassword";
  readonly pool: Pool;
  readonly client: Pick<Client, "id">;
  /** As it was typed. */
  readonly name: string;
  /** Of a sign-in only. */
  readonly password?: string;
  readonly validationData?: Metadata;
  readonly clientMetadata?: Metadata;
}

/** A user of another directory, as the function describes one. */
export interface MigratedUser {
  /** Absent: the name that was typed. */
  readonly username?: string;
  readonly attributes: Attributes;
  /** Otherwise the password has to be reset first. */
  readonly confirmed: boolean;
  readonly silent: boolean;
  /** Absent: by SMS. */
  readonly mediums?: readonly ("EMAIL" | "SMS")[];
  readonly forceAliasCreation: boolean;
  readonly enableSmsMfa: boolean;
}

/** "failed": the function raised an error, or described nobody. "unknown": it left the event as it was. */
export type MigrationResult = MigratedUser | "failed" | "unknown";

const EMPTY = {
  userAttributes: null,
  forceAliasCreation: null,
  enableSMSMFA: null,
  finalUserStatus: null,
  messageAction: null,
  desiredDeliveryMediums: null,
};

/** Asks for somebody whom the pool does not know. The pool has to have the trigger. @throws UnexpectedLambdaException, InvalidLambdaResponseException */
export async function userMigration(
  from: Raiser,
  { source, pool, client, name, password, validationData, clientMetadata }: UserMigrationEvent,
): Promise<MigrationResult> {
  const request = { ...(password !== undefined && { password }), validationData: validationData ?? null, ...withMetadata(clientMetadata) };
  try {
    return read(await from.triggers.call(from, "UserMigration", { pool, client, userName: name }, { source, request, response: EMPTY }));
  } catch (error) {
    if (error instanceof UserLambdaValidationException) return "failed";
    throw error;
  }
}

/** @throws InvalidLambdaResponseException */
function read(response: Readonly<Record<string, unknown>>): MigrationResult {
  const attributes = textMap(response, "userAttributes");
  if (!attributes) return Object.values(response).some((value) => value !== null) ? "failed" : "unknown";
  // Assumption: what cannot be granted fails as a function that describes nobody (boto3#2747).
  if (attributes["sub"] !== undefined) return "failed";
  const { username, ...others } = attributes;
  return {
    ...(username && { username }),
    attributes: others,
    confirmed: text(response, "finalUserStatus") === "CONFIRMED",
    silent: text(response, "messageAction") === "SUPPRESS",
    mediums: mediumsOf(response),
    forceAliasCreation: nullableFlag(response, "forceAliasCreation"),
    enableSmsMfa: nullableFlag(response, "enableSMSMFA"),
  };
}

function mediumsOf(response: Readonly<Record<string, unknown>>): MigratedUser["mediums"] {
  const mediums = texts(response, "desiredDeliveryMediums");
  if (mediums?.some((medium) => medium !== "EMAIL" && medium !== "SMS")) throw unrecognizable();
  return mediums as MigratedUser["mediums"];
}
