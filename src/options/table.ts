import { availableParallelism } from "node:os";
import { LOG_LEVELS } from "../runtime/log.ts";
import type { RockpoolOptions } from "./rockpool-options.ts";
import {
  functionFiles,
  functionFilesText,
  hookAddress,
  integer,
  mailServer,
  oneOf,
  origins,
  originsText,
  pairs,
  pairsText,
  pattern,
  truth,
  webAddress,
} from "./values.ts";

export type { RockpoolOptions } from "./rockpool-options.ts";

export type OptionName = keyof RockpoolOptions;

export const IN_MEMORY = ":memory:";

const always = (): boolean => true;

/** A mistake in how rockpool was called: one sentence that says what and what to do. The command line ends with status 2. */
export class UsageError extends Error {}

/** One option. `parse` takes the text of a flag or variable and says what is wrong with it by throwing the end of a sentence. */
interface Option<T> {
  readonly placeholder?: string;
  readonly default?: T;
  /** How the default is described where it is not one value. */
  readonly defaultText?: string;
  readonly help: string;
  /** Whether a value is a path, relative to the file that names it. */
  readonly isPath?: (value: string) => boolean;
  /** The value is not repeated in messages. */
  readonly secret?: boolean;
  /** The text of a value given in code or in the config file, where it is not one word. */
  readonly text?: (value: object) => string;
  /** May be given more than once; the texts are put together with commas. */
  readonly repeatable?: boolean;
  readonly parse: (text: string) => T;
}

type OptionTable = { readonly [Name in OptionName]-?: Option<NonNullable<RockpoolOptions[Name]>> };

/** The one table of options. Key: the name in code and in the config file; flag and environment variable follow from it. */
export const OPTIONS: OptionTable = {
  port: { placeholder: "PORT", default: 4100, help: "Port to listen on; 0 takes a free one.", parse: integer(0, 65535) },
  host: {
    placeholder: "HOST",
    default: "127.0.0.1",
    help: "Address to listen on; 0.0.0.0 for all of them.",
    parse: pattern(/^[\w.:%-]+$/, "a host name or address"),
  },
  tls: {
    default: false,
    help: "Serve HTTPS too, with certificates of an authority that is made once in the data folder (`tls/ca.pem`) for clients to trust.",
    parse: truth,
  },
  tlsCert: {
    placeholder: "FILE",
    help: "Serve HTTPS too, with this certificate (PEM, the chain behind it) and the key of `--tls-key`.",
    isPath: always,
    parse: pattern(/./, "a file"),
  },
  tlsKey: { placeholder: "FILE", help: "Private key of `--tls-cert` (PEM).", isPath: always, parse: pattern(/./, "a file") },
  tlsPort: {
    placeholder: "PORT",
    defaultText: "4143, or a free one beside `--port 0`",
    help: "Port of HTTPS.",
    parse: integer(0, 65535),
  },
  data: {
    placeholder: "FOLDER",
    default: "./.rockpool",
    help: "Folder that keeps the state, or `:memory:` to keep nothing.",
    isPath: (value) => value !== IN_MEMORY,
    parse: pattern(/./, "a folder or :memory:"),
  },
  keyStock: {
    placeholder: "FOLDER",
    defaultText: "rockpool/keys in the user's cache folder; off in containers",
    help: "Folder of signing keys made in advance, so that new pools need not wait for theirs; `off` keeps none between runs.",
    isPath: (value) => value !== "off",
    parse: pattern(/./, "a folder or off"),
  },
  region: {
    placeholder: "REGION",
    default: "us-east-1",
    help: "AWS region of requests that name none, and the start of pool ids.",
    parse: pattern(/^[a-z][a-z0-9-]{0,40}$/, "a region such as us-east-1"),
  },
  account: { placeholder: "ID", default: "123456789012", help: "AWS account id in ARNs.", parse: pattern(/^\d{12}$/, "12 digits") },
  seed: {
    placeholder: "FILE",
    help: "JSON or YAML file with pools, clients, groups and users to create where they are missing.",
    isPath: always,
    parse: pattern(/./, "a file"),
  },
  iam: {
    default: "presence",
    help: "Check of signed requests: `presence` wants a signature of any kind, `verify` checks it, `off` wants none.",
    parse: oneOf("presence", "verify", "off"),
  },
  credentials: {
    placeholder: "ID:SECRET,...",
    default: [],
    secret: true,
    help: "Access keys that `--iam verify` knows; better set by variable or file than by flag.",
    text: pairsText,
    parse: pairs,
  },
  control: {
    default: "loopback",
    help: "Who may use the control endpoints without a token: programs on this machine, or with `open` whoever reaches the port.",
    parse: oneOf("loopback", "open"),
  },
  controlToken: {
    placeholder: "TOKEN",
    secret: true,
    help: "Bearer token that opens the control endpoints to other machines; better set by variable or file than by flag.",
    parse: pattern(/^[\x21-\x7e]{8,}$/, "at least 8 characters without blanks"),
  },
  corsOrigin: {
    placeholder: "ORIGIN",
    default: [],
    repeatable: true,
    help: "Origin of web pages that may call operations which need IAM, beside those on localhost; can be given more than once.",
    text: originsText,
    parse: origins,
  },
  publicUrl: {
    placeholder: "URL",
    defaultText: "the address it listens on",
    help: "What the issuer, links and upload addresses start with.",
    parse: webAddress,
  },
  issuer: {
    default: "local",
    help: "`iss` of tokens: `local` is `<public-url>/<pool id>`, `aws` is Cognito's own address.",
    parse: oneOf("local", "aws"),
  },
  fixedCode: {
    placeholder: "DIGITS",
    defaultText: "random codes",
    secret: true,
    help: "Every confirmation code is this one, cut or padded to the digits asked for.",
    parse: pattern(/^\d{1,16}$/, "1 to 16 digits"),
  },
  federation: {
    defaultText: "local for Google, Facebook, Amazon and Apple, real for OIDC and SAML",
    help: "Identity providers: `local` shows a page of rockpool's own in their place, `real` goes to where they are.",
    parse: oneOf("local", "real"),
  },
  devBar: {
    default: "on",
    help: "Bar at the foot of the hosted pages: codes just sent, the pool's users, and what is wrong in clear.",
    parse: oneOf("on", "off"),
  },
  fsync: { default: false, help: "Make each acknowledged write survive a power cut, at the price of speed.", parse: truth },
  recoveryHistory: {
    placeholder: "N",
    default: 100_000,
    help: "Changes of users and groups remembered of each pool, so that it can be recovered to a point in time; 0: none.",
    parse: integer(0, 100_000),
  },
  logLevel: { default: "info", help: "What is logged, on standard error.", parse: oneOf(...LOG_LEVELS) },
  logFolder: {
    placeholder: "FOLDER",
    help: "Folder for the logs that pools deliver (SetLogDeliveryConfiguration): a file of JSON lines for each log group, stream and bucket.",
    isPath: always,
    parse: pattern(/./, "a folder"),
  },
  cryptoThreads: {
    placeholder: "N",
    default: Math.min(2, availableParallelism()),
    defaultText: "2, or 1 on one core",
    help: "Worker threads for password arithmetic; 0 does it on the main thread.",
    parse: integer(0, 64),
  },
  requestLimits: {
    default: false,
    help: "Refuse requests beyond the limits of their category, free or provisioned, as TooManyRequestsException.",
    parse: truth,
  },
  allowPrivateAddresses: {
    default: false,
    help: "Fetch client metadata documents from addresses of this machine and its network too.",
    parse: truth,
  },
  trigger: {
    placeholder: "NAME=FILE",
    default: {},
    repeatable: true,
    isPath: always,
    help: "Module that stands for the Lambda function of this name or ARN; can be given more than once.",
    text: functionFilesText,
    parse: functionFiles,
  },
  lambdaEndpoint: {
    placeholder: "URL",
    help: "Where Lambda's Invoke API answers, for functions that `--trigger` does not map: SAM local, LocalStack or AWS.",
    parse: webAddress,
  },
  kmsEndpoint: {
    placeholder: "URL",
    help: "Where KMS answers, for custom e-mail and SMS senders, which get codes encrypted.",
    parse: webAddress,
  },
  secretsmanagerEndpoint: {
    placeholder: "URL",
    help: "Where Secrets Manager answers, for app clients whose secret is published there.",
    parse: webAddress,
  },
  smtpUrl: {
    placeholder: "URL",
    secret: true,
    help: "Mail server that also delivers e-mail, such as `smtp://127.0.0.1:1025`; the inbox has it in any case.",
    parse: mailServer,
  },
  smsUrl: {
    placeholder: "URL",
    secret: true,
    help: "Address that gets one POST with JSON for each SMS; the inbox has it in any case.",
    parse: hookAddress,
  },
};

export const OPTION_NAMES = Object.keys(OPTIONS) as OptionName[];

export const optionOf = (name: OptionName): Option<unknown> => OPTIONS[name];

const words = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** `logLevel` -> `log-level`, as it follows `--`. */
export const flagOf = words;

/** `logLevel` -> `ROCKPOOL_LOG_LEVEL`. */
export const variableOf = (name: string): string => `ROCKPOOL_${words(name).replaceAll("-", "_").toUpperCase()}`;

export const isRepeatable = (name: OptionName): boolean => optionOf(name).repeatable ?? false;

export const isSwitch = (name: OptionName): boolean => optionOf(name).parse === truth;
