import type { Transporter } from "nodemailer";
import type { Channel, Notice, Text } from "./notice.ts";
import { plainText } from "./plain-text.ts";

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
      await (await transport).sendMail(await mailOf(notice, text));
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

/** Addresses of users are one address each, whatever their text: as text `a,b@example.com` would be two. */
async function mailOf({ pool, destination }: Notice, { subject, body }: Text) {
  const { From: from = SENDER, ReplyToEmailAddress } = pool.settings.EmailConfiguration ?? {};
  const replyTo = ReplyToEmailAddress === undefined ? undefined : onlyAddress(ReplyToEmailAddress);
  return { from, replyTo, to: onlyAddress(destination), subject, html: body, text: await plainText(body) };
}

const onlyAddress = (address: string) => ({ name: "", address });
