import { CognitoError } from "#generated/errors.ts";

/**
 * An error of the framework in front of the service, in no operation's model. Serialization errors spell their
 * message's member `Message`, or have none at all; the others are like modelled ones. All as measured on AWS.
 */
export abstract class ProtocolError extends CognitoError {
  readonly status: number = 400;
  readonly messageMember: "message" | "Message" = "message";
}

/** The body is no JSON (no message), or a value has another type than the model's. */
export class SerializationException extends ProtocolError {
  readonly code = "SerializationException";
  override readonly messageMember = "Message";
}

/** X-Amz-Target names no operation. */
export class UnknownOperationException extends ProtocolError {
  readonly code = "UnknownOperationException";
}

export class MissingAuthenticationTokenException extends ProtocolError {
  readonly code = "MissingAuthenticationTokenException";
}

export class UnrecognizedClientException extends ProtocolError {
  readonly code = "UnrecognizedClientException";
}

export class InvalidSignatureException extends ProtocolError {
  readonly code = "InvalidSignatureException";
}

export class IncompleteSignatureException extends ProtocolError {
  readonly code = "IncompleteSignatureException";
}

export class RequestEntityTooLargeException extends ProtocolError {
  readonly code = "RequestEntityTooLargeException";
  override readonly status = 413;
}
