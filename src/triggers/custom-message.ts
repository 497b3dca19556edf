import { InvalidLambdaResponseException } from "#generated/errors.ts";
import type { Client } from "../records/clients.ts";
import type { Pool } from "../records/pools.ts";
import type { User } from "../records/users.ts";
import { text } from "./answer.ts";
import type { Raiser } from "./invoke.ts";
import { type Metadata, userAttributes, withMetadata } from "./user-attributes.ts";

export interface CustomMessageEvent {
  /** CustomMessage_SignUp and so on. */
  readonly source: string;
  readonly pool: Pool;
  readonly client?: Pick<Client, "id">;
  readonly user: User;
  readonly medium: "EMAIL" | "SMS";
  /** The message confirms by a link. */
  readonly byLink: boolean;
  readonly clientMetadata?: Metadata;
}

/** Texts with placeholders; absent members keep those of the pool. */
export interface CustomTexts {
  readonly body?: string;
  readonly subject?: string;
}

const CODE = "{####}";
const LINK = "{##Click Here##}";
const USERNAME = "{username}";
/** Longest texts in characters (AWS, "Custom message Lambda trigger"). */
const LIMITS = { smsMessage: 140, emailMessage: 20_000, emailSubject: 140 } as const;

/** The function's own texts for a message. @throws InvalidLambdaResponseException for texts that may not be */
export async function customMessage(from: Raiser, event: CustomMessageEvent): Promise<CustomTexts> {
  const { source, pool, client, user, medium, byLink, clientMetadata } = event;
  if (!from.triggers.has(pool, "CustomMessage")) return {};
  const request = {
    userAttributes: userAttributes(pool, user),
    codeParameter: CODE,
    ...(byLink && { linkParameter: LINK }),
    usernameParameter: isInvitation(event) ? USERNAME : null,
    ...withMetadata(clientMetadata),
  };
  const response = await from.triggers.call(
    from,
    "CustomMessage",
    { pool, client, userName: user.username },
    { source, request, response: { smsMessage: null, emailMessage: null, emailSubject: null } },
  );
  return medium === "SMS" ? { body: body(response, "smsMessage", event) } : emailTexts(response, event);
}

const isInvitation = ({ source }: CustomMessageEvent): boolean => source === "CustomMessage_AdminCreateUser";

function emailTexts(response: Readonly<Record<string, unknown>>, event: CustomMessageEvent): CustomTexts {
  const texts = { body: body(response, "emailMessage", event), subject: limited(response, "emailSubject") };
  // Assumption: the wording. That Cognito's own sender takes no texts is documented.
  if (!event.pool.developerEmail && (texts.body !== undefined || texts.subject !== undefined))
    throw new InvalidLambdaResponseException(
      "CustomMessage may set emailMessage and emailSubject only if EmailSendingAccount is DEVELOPER.",
    );
  return texts;
}

/** Assumption: the wording of all three. The rules are documented. */
function body(
  response: Readonly<Record<string, unknown>>,
  member: "smsMessage" | "emailMessage",
  event: CustomMessageEvent,
): string | undefined {
  const message = limited(response, member);
  if (message === undefined) return undefined;
  if (!message.includes(CODE) && !(event.byLink && /\{##[^#]+##\}/.test(message)))
    throw new InvalidLambdaResponseException(`CustomMessage returned a ${member} without the code placeholder ${CODE}.`);
  if (isInvitation(event) && !message.includes(USERNAME))
    throw new InvalidLambdaResponseException(`CustomMessage returned a ${member} without the placeholder ${USERNAME}.`);
  return message;
}

function limited(response: Readonly<Record<string, unknown>>, member: keyof typeof LIMITS): string | undefined {
  const message = text(response, member);
  if (message !== undefined && [...message].length > LIMITS[member])
    throw new InvalidLambdaResponseException(`CustomMessage returned a ${member} of more than ${LIMITS[member]} characters.`);
  return message;
}
