import { CognitoError } from "#generated/errors.ts";

/**
 * Errors of the framework in front of the service: no operation declares them. Their text, where they have one, is in a
 * member `Message` with a capital (measured on AWS), except where AWS documents a lower-case one.
 */
export abstract class ProtocolError extends CognitoError {
  /** Which member of the body carries the text; an empty text is left out altogether. */
  readonly messageMember: "Message" | "message" = "Message";
  readonly status: number = 400;

  constructor(message = "") {
    super(message);
  }
}

/** The authorisation layer speaks with a lower-case `message`. */
abstract class AuthorizationError extends ProtocolError {
  override readonly messageMember = "message";
}

/** The body is not JSON, or a member has the wrong JSON type. */
export class SerializationException extends ProtocolError {
  readonly code = "SerializationException";
}

/** X-Amz-Target names no operation of the API. */
export class UnknownOperationException extends ProtocolError {
  readonly code = "UnknownOperationException";
}

export class RequestEntityTooLargeException extends ProtocolError {
  readonly code = "RequestEntityTooLargeException";
  override readonly status = 413;
}

export class ThrottlingException extends ProtocolError {
  readonly code = "ThrottlingException";
}

/** An operation that needs a signature came without one. */
export class MissingAuthenticationTokenException extends AuthorizationError {
  readonly code = "MissingAuthenticationTokenException";
}

/** The caller may not do this. */
export class AccessDeniedException extends AuthorizationError {
  readonly code = "AccessDeniedException";
}

/** The access key is not known. */
export class UnrecognizedClientException extends AuthorizationError {
  readonly code = "UnrecognizedClientException";
}

/** The signature is not the one the server computes, or the request's time is off. */
export class InvalidSignatureException extends AuthorizationError {
  readonly code = "InvalidSignatureException";
}

/** The Authorization header lacks a part. AWS's common errors spell it IncompleteSignature. */
export class IncompleteSignatureException extends AuthorizationError {
  readonly code = "IncompleteSignatureException";
}
