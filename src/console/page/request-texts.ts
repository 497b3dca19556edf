/** A call as the control endpoints tell it: secrets are hidden. */
export interface CallRecord {
  readonly id: number;
  readonly requestId: string;
  readonly at: string;
  readonly kind: "api" | "hosted";
  readonly operation: string;
  readonly userPoolId?: string;
  readonly clientId?: string;
  readonly username?: string;
  readonly status: number;
  readonly error?: string;
  readonly message?: string;
  readonly reason?: string;
  readonly durationMs: number;
  readonly request?: object;
  readonly answer?: object;
  readonly http?: {
    readonly method: string;
    readonly path: string;
    readonly query: Readonly<Record<string, string>>;
    readonly form?: Readonly<Record<string, string>>;
    readonly location?: string;
  };
}

/** The call for the AWS CLI in a POSIX shell, its input as JSON. */
export function asCommand({ operation, request }: CallRecord): string {
  const input = quoted(JSON.stringify(request));
  return `aws cognito-idp ${commandOf(operation)} --endpoint-url ${location.origin} --cli-input-json ${input}`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** `AdminSetUserMFAPreference` -> `admin-set-user-mfa-preference`, as botocore names its commands. */
const commandOf = (operation: string): string =>
  operation
    .replace(/([A-Z]+)([A-Z][a-z]+)/g, "$1-$2")
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase();

/** The call as an exchange: a file of `spec/examples/` once hidden and random values are named in it. */
export function asExchange({ operation, request, status, error, message, answer }: CallRecord): string {
  const outcome =
    status < 400
      ? [`    response: ${JSON.stringify(answer ?? {})}`]
      : [`    error: ${JSON.stringify({ type: error, ...(message !== undefined && { message }) })}`];
  return [
    `operation: ${operation}`,
    "exchanges:",
    `  - name: ${JSON.stringify(status < 400 ? "is carried out" : `is refused with ${error}`)}`,
    `    request: ${JSON.stringify(request)}`,
    ...outcome,
    "",
  ].join("\n");
}
