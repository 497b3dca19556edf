import { InvalidLambdaResponseException, UnexpectedLambdaException, UserLambdaValidationException } from "#generated/errors.ts";
import type { Clock } from "../lib/clock.ts";
import { type Pool, poolRegion } from "../records/pools.ts";
import type { Invocations } from "../runtime/invocations.ts";
import type { Log } from "../runtime/log.ts";
import { endOf, invocationRecord } from "./invocation-record.ts";
import { awsSdkVersion } from "./sdk-version.ts";

/** The triggers that answer, by their names in LambdaConfig. */
export type TriggerName =
  | "PreSignUp"
  | "PostConfirmation"
  | "PreAuthentication"
  | "PostAuthentication"
  | "CustomMessage"
  | "DefineAuthChallenge"
  | "CreateAuthChallenge"
  | "VerifyAuthChallengeResponse"
  | "PreTokenGeneration"
  | "UserMigration"
  | "InboundFederation";

/** The triggers that take a message over; nobody waits for them. */
export type SenderName = "CustomEmailSender" | "CustomSMSSender";

/** What came of calling a function. */
export type Outcome =
  /** `payload` as JSON gives it; undefined: it was no JSON. */
  | { readonly kind: "returned"; readonly payload: unknown }
  | { readonly kind: "raised"; readonly message: string }
  /** Not called at all: the name of Lambda's error. */
  | { readonly kind: "unreachable"; readonly code: string }
  | { readonly kind: "timeout" };

/** One place where functions are, which tries once. */
export interface FunctionHost {
  /** Whether it is the place of this function or alias ARN. */
  hosts(arn: string): boolean;
  call(arn: string, event: object, timeoutMs: number): Promise<Outcome>;
  /** Hands the event over without waiting for what comes of it. */
  submit(arn: string, event: object): Promise<void>;
  close(): Promise<void>;
}

/** Whom an event is about. */
export interface Subject {
  readonly pool: Pool;
  /** Absent: the operation names none. */
  readonly client?: { readonly id: string };
  readonly userName: string;
}

/** What an operation has to offer for raising a trigger; its context does. */
export interface Raiser {
  readonly triggers: Triggers;
  readonly caller?: { readonly userAgent?: string };
}

/** The parts of an event that are the trigger's own. `response` as it is before the function fills it in. */
export interface EventParts {
  readonly source: string;
  readonly version?: "1" | "2" | "3";
  readonly request: object;
  readonly response: object;
}

export interface Triggers {
  /** Whether the pool has a function for this trigger. Without one nothing has to be prepared. */
  has(pool: Pool, trigger: TriggerName | SenderName): boolean;
  /**
   * Calls the pool's function, which has to be there, and gives the `response` of what it returned.
   * @throws UserLambdaValidationException, UnexpectedLambdaException, InvalidLambdaResponseException
   */
  call(from: Raiser, trigger: TriggerName, subject: Subject, parts: EventParts): Promise<Readonly<Record<string, unknown>>>;
  /** Hands an event over; what comes of it is logged at most. */
  submit(from: Raiser, trigger: SenderName, subject: Subject, parts: Omit<EventParts, "response">): Promise<void>;
  close(): Promise<void>;
}

interface TriggersOptions {
  /** Asked in this order. */
  readonly hosts: readonly FunctionHost[];
  readonly log: Log;
  readonly clock: Clock;
  /** What was called last. */
  readonly invocations: Invocations;
  /** Cognito's five seconds, less in tests. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 5000;
/** A call that timed out is repeated twice (AWS, "Important considerations" of Lambda triggers). */
const TRIES = 3;

export function createTriggers({ hosts, log, clock, invocations, timeoutMs = TIMEOUT_MS }: TriggersOptions): Triggers {
  const hostOf = (arn: string): FunctionHost | undefined => hosts.find((host) => host.hosts(arn));
  const outcomeOf = async (arn: string, event: object): Promise<Outcome> => {
    const host = hostOf(arn);
    if (!host) return { kind: "unreachable", code: "ResourceNotFoundException" };
    for (let rest = TRIES - 1; ; rest -= 1) {
      const outcome = await host.call(arn, event, timeoutMs);
      if (outcome.kind !== "timeout" || rest === 0) return outcome;
    }
  };
  const record = invocationRecord({ clock, invocations });
  return {
    has: ({ triggers }, trigger) => triggers[trigger] !== undefined,
    async call(from, trigger, subject, parts) {
      const { arn } = subject.pool.triggers[trigger]!;
      const event = eventOf(from, subject, parts);
      const since = performance.now();
      const outcome = await outcomeOf(arn, event);
      record(subject, event, { trigger, arn, since, ...endOf(outcome) });
      if (outcome.kind !== "returned")
        log.warn(
          {
            trigger,
            function: arn,
            userPoolId: subject.pool.id,
            outcome: outcome.kind,
            ...(outcome.kind === "unreachable" && { code: outcome.code }),
          },
          hostOf(arn) ? "trigger failed" : "trigger failed: neither --trigger nor --lambda-endpoint says where its function is",
        );
      return responseOf(trigger, outcome);
    },
    async submit(from, trigger, subject, parts) {
      const { arn } = subject.pool.triggers[trigger]!;
      const host = hostOf(arn);
      if (!host) throw unreachable(trigger, "ResourceNotFoundException");
      const { response: _none, ...event } = eventOf(from, subject, { ...parts, response: {} });
      const since = performance.now();
      void host.submit(arn, event).then(
        () => record(subject, event, { trigger, arn, since, outcome: "submitted" }),
        (error: Error) => {
          record(subject, event, { trigger, arn, since, outcome: "raised", error: error.name });
          log.warn({ trigger, function: arn, error: error.name }, "sender failed");
        },
      );
    },
    close: async () => void (await Promise.all(hosts.map((host) => host.close()))),
  };
}

/** For work in which no trigger may run. */
export const NO_TRIGGERS: Triggers = {
  has: () => false,
  call: async () => ({}),
  submit: async () => undefined,
  close: async () => undefined,
};

/** Members in the order in which Cognito sends them. */
const eventOf = ({ caller }: Raiser, { pool, client, userName }: Subject, { version = "1", source, request, response }: EventParts) => ({
  version,
  region: poolRegion(pool.id),
  userPoolId: pool.id,
  userName,
  callerContext: { awsSdkVersion: awsSdkVersion(caller?.userAgent), clientId: client?.id ?? "CLIENT_ID_NOT_APPLICABLE" },
  triggerSource: source,
  request,
  response,
});

const unreachable = (trigger: string, code: string) => new UnexpectedLambdaException(`${trigger} invocation failed due to error ${code}.`);

export const unrecognizable = () => new InvalidLambdaResponseException("Unrecognizable lambda output");

/** The function has to return the event, of which only `response` is read. The full stop after a message is always added. */
function responseOf(trigger: TriggerName, outcome: Outcome): Readonly<Record<string, unknown>> {
  if (outcome.kind === "raised") throw new UserLambdaValidationException(`${trigger} failed with error ${outcome.message}.`);
  if (outcome.kind === "unreachable") throw unreachable(trigger, outcome.code);
  // Assumption: the frame; the text inside is known.
  if (outcome.kind === "timeout")
    throw new UnexpectedLambdaException(`${trigger} failed with error Socket timeout while invoking Lambda function.`);
  // Seen in amplify-js#13352.
  if (outcome.payload === undefined) throw new InvalidLambdaResponseException("Invalid lambda function output : Invalid JSON");
  const response = isObject(outcome.payload) ? outcome.payload["response"] : undefined;
  if (!isObject(response)) throw unrecognizable();
  return response;
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
