import type { MessageTemplates } from "../records/pools.ts";
import type { Notice, Text } from "./notice.ts";

interface Template {
  readonly subject?: string;
  readonly body: string;
}

/** The texts of a pool that sets none (AWS, "Configuring verification messages" and "Configuring invitation messages"). */
const VERIFICATION = { subject: "Your verification code", body: "Your verification code is {####}." };
const LINK = { subject: "Your verification link", body: "Please click the link below to verify your email address. {##Verify Email##} " };
const INVITATION = { subject: "Your temporary password", body: "Your username is {username} and temporary password is {####}." };
const AUTHENTICATION = { subject: "Your authentication code", body: "Your authentication code is {####}." };

/** Only these confirm by a link; a code that the user has to type in somewhere stays a code. */
const BY_LINK: readonly Notice["kind"][] = ["CustomMessage_SignUp", "CustomMessage_ResendCode"];

/** The message for a notice, its placeholders filled in. `publicUrl` is what links start with; `own` texts take the place of the pool's. */
export function textOf(notice: Notice, publicUrl: string, own: Partial<Template> = {}): Text {
  const template = templateOf(notice);
  const { subject, body } = { subject: own.subject ?? template.subject, body: own.body ?? template.body };
  const link = isByLink(notice) ? confirmationLink(notice, publicUrl) : undefined;
  const fill = (text: string) => filled(text, notice, link);
  return { ...(subject !== undefined && { subject: fill(subject) }), body: fill(body), ...(link !== undefined && { link }) };
}

/** Whether the user confirms by a link instead of a code. */
export const isByLink = ({ pool, kind, medium }: Notice): boolean =>
  medium === "EMAIL" && pool.messages.verificationOption === "CONFIRM_WITH_LINK" && BY_LINK.includes(kind);

function templateOf(notice: Notice): Template {
  const texts = notice.pool.messages;
  if (notice.kind === "CustomMessage_AdminCreateUser") return invitation(texts, notice.medium);
  if (notice.kind === "CustomMessage_Authentication") return authentication(texts, notice.medium);
  if (isByLink(notice))
    return { subject: texts.verificationLinkEmailSubject ?? LINK.subject, body: texts.verificationLinkEmail ?? LINK.body };
  if (notice.medium === "SMS") return { body: texts.verificationSms ?? VERIFICATION.body };
  return { subject: texts.verificationEmailSubject ?? VERIFICATION.subject, body: texts.verificationEmail ?? VERIFICATION.body };
}

const invitation = (texts: MessageTemplates, medium: Notice["medium"]): Template =>
  medium === "SMS"
    ? { body: texts.invitationSms ?? INVITATION.body }
    : { subject: texts.invitationEmailSubject ?? INVITATION.subject, body: texts.invitationEmail ?? INVITATION.body };

const authentication = (texts: MessageTemplates, medium: Notice["medium"]): Template =>
  medium === "SMS"
    ? { body: texts.mfaSms ?? AUTHENTICATION.body }
    : { subject: texts.mfaEmailSubject ?? AUTHENTICATION.subject, body: texts.mfaEmail ?? AUTHENTICATION.body };

function confirmationLink({ client, user, code }: Notice, publicUrl: string): string {
  const query = new URLSearchParams({ client_id: client?.id ?? "", user_name: user.username, confirmation_code: code ?? "" });
  return `${publicUrl}/confirmUser?${query}`;
}

/** Replacements are functions, so that a `$` in a password is no pattern. */
const filled = (text: string, { pool, user, code = "" }: Notice, link: string | undefined): string =>
  text
    .replace(/\{##([^#]+)##\}/g, (_, words: string) =>
      link === undefined ? words : `<a href="${link.replaceAll("&", "&amp;")}">${words}</a>`,
    )
    .replaceAll("{####}", () => code)
    .replaceAll("{username}", () => shownName(pool, user));

/** Assumption: who signs in by address or number is addressed by it, and not by the UUID that is the user name then. */
const shownName = ({ usernameAttributes }: Notice["pool"], { username, attributes }: Notice["user"]): string =>
  usernameAttributes.map((attribute) => attributes[attribute]).find(Boolean) ?? username;
