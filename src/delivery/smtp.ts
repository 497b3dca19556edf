import type { Transporter } from "nodemailer";
import type { Channel, Notice, Text } from "./notice.ts";

/** The sender of pools that name none, as on AWS. */
const SENDER = "no-reply@verificationemail.com";
const PATIENCE_MS = 5000;

/** Hands e-mail to a mail server. `url`: smtp:// or smtps://, with credentials where it wants some. */
export function createSmtp(url: string): Channel {
  let transport: Promise<Transporter> | undefined;
  return {
    medium: "EMAIL",
    deliver: async (notice, text) => {
      transport ??= connect(url);
      await (await transport).sendMail(mailOf(notice, text));
    },
    isFinal: (error) => ((error as { responseCode?: number }).responseCode ?? 0) >= 500,
  };
}

/** Loaded on demand: most servers send no mail. */
const connect = async (url: string): Promise<Transporter> => (await import("nodemailer")).createTransport(patient(url));

/** nodemailer takes its settings in the address's query. */
function patient(url: string): string {
  const address = new URL(url);
  for (const name of ["connectionTimeout", "greetingTimeout", "socketTimeout"])
    if (!address.searchParams.has(name)) address.searchParams.set(name, String(PATIENCE_MS));
  return address.href;
}

function mailOf({ pool, destination }: Notice, { subject, body }: Text) {
  const { From: from = SENDER, ReplyToEmailAddress: replyTo } = pool.settings.EmailConfiguration ?? {};
  return { from, replyTo, to: destination, subject, html: body, text: withoutTags(body) };
}

/** For readers of plain text; a link becomes its address. */
const withoutTags = (html: string): string =>
  html
    .replace(/<a\b[^>]*\bhref="([^"]*)"[^>]*>([^<]*)<\/a>/gi, "$2: $1")
    .replace(/<br\s*\/?>|<\/p>/gi, "\n")
    .replace(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
