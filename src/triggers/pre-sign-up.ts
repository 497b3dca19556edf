import { flag } from "./answer.ts";
import type { Raiser, Subject } from "./invoke.ts";
import { type Attributes, type Metadata, withMetadata } from "./user-attributes.ts";

export interface PreSignUpEvent {
  readonly source: "PreSignUp_SignUp" | "PreSignUp_AdminCreateUser" | "PreSignUp_ExternalProvider";
  /** Only what was sent: neither sub nor status. */
  readonly attributes: Attributes;
  readonly validationData?: Metadata;
  readonly clientMetadata?: Metadata;
}

export interface PreSignUpAnswer {
  readonly autoConfirmUser: boolean;
  readonly autoVerifyEmail: boolean;
  readonly autoVerifyPhone: boolean;
}

const UNCHANGED: PreSignUpAnswer = { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false };

/** Whether somebody may sign up, and with what granted in advance. Runs before the user exists. */
export async function preSignUp(
  from: Raiser,
  subject: Subject,
  { source, attributes, validationData, clientMetadata }: PreSignUpEvent,
): Promise<PreSignUpAnswer> {
  if (!from.triggers.has(subject.pool, "PreSignUp")) return UNCHANGED;
  const request = { userAttributes: attributes, validationData: validationData ?? null, ...withMetadata(clientMetadata) };
  const response = await from.triggers.call(from, "PreSignUp", subject, { source, request, response: UNCHANGED });
  return {
    autoConfirmUser: flag(response, "autoConfirmUser"),
    autoVerifyEmail: flag(response, "autoVerifyEmail"),
    autoVerifyPhone: flag(response, "autoVerifyPhone"),
  };
}
