import type { Schemas } from "#generated/schemas.ts";
import { checkSms } from "./messaging.ts";

type SmsConfiguration = Schemas["SmsConfigurationType"];

/** With the pool's region where none is named, as AWS's documented answers show it. @throws InvalidParameterException */
export function completedSms(
  sms: SmsConfiguration | undefined,
  place: { region: string; accountId: string },
): SmsConfiguration | undefined {
  if (!sms) return undefined;
  checkSms({ roleArn: sms.SnsCallerArn, region: sms.SnsRegion }, place);
  checkSms({ roleArn: sms.EumsSms?.CallerArn }, place);
  return sms.SnsCallerArn ? { SnsRegion: place.region, ...sms } : sms;
}
