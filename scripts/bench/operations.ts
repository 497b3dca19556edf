// What is measured, as jobs for the client. Each takes the server under load and the number of the round, -1 for warming up.
import type { OperationName } from "#generated/operations.ts";
import type { Job, LoadedServer } from "./measured.ts";
import { PASSWORD } from "./population.ts";

/** A prime, so that successive requests are about users far apart. */
const STRIDE = 7919;
const CONNECTIONS = 8;
/** Enough that both cores always have a signature to make. */
const SIGN_IN_CONNECTIONS = 16;
/** Every newcomer can sign in for the first time only once. */
export const NEWCOMERS_A_ROUND = 200;
export const SECONDS_A_ROUND = 1;

type Work = Omit<Job, "port">;
type JobOf = (server: LoadedServer, round: number) => Work;

const job = (operation: OperationName, input: object, rest: Partial<Work>): Work => ({
  operation,
  body: JSON.stringify(input),
  connections: CONNECTIONS,
  seconds: SECONDS_A_ROUND,
  ...rest,
});
const signIn = ({ clientId }: LoadedServer, parameters: Record<string, string>, AuthFlow = "USER_PASSWORD_AUTH") => ({
  ClientId: clientId,
  AuthFlow,
  AuthParameters: parameters,
});
const anyUser = ({ users }: LoadedServer) => ({ modulo: users, step: STRIDE });
/** Numbers with as many digits as there are, so that no user's name is the beginning of another's. */
const longNumbers = ({ users }: LoadedServer) => ({ base: Math.floor(users / 10), modulo: users - Math.floor(users / 10), step: STRIDE });
const newNames = (round: number) => ({ first: (round + 1) * 1_000_000 });

export const OPERATIONS: Readonly<Record<string, JobOf>> = {
  "get user (AdminGetUser)": (server) => job("AdminGetUser", { UserPoolId: server.poolId, Username: "user-%n" }, anyUser(server)),
  "list users, email =": (server) =>
    job("ListUsers", { UserPoolId: server.poolId, Filter: 'email = "user-%n@example.com"' }, anyUser(server)),
  "list users, username ^=": (server) =>
    job("ListUsers", { UserPoolId: server.poolId, Filter: 'username ^= "user-%n"' }, longNumbers(server)),
  "sign in, again": (server) =>
    job("InitiateAuth", signIn(server, { USERNAME: "newcomer-%n", PASSWORD }), {
      connections: SIGN_IN_CONNECTIONS,
      modulo: NEWCOMERS_A_ROUND,
    }),
  "sign in, first time": (server, round) =>
    job("InitiateAuth", signIn(server, { USERNAME: "newcomer-%n", PASSWORD }), {
      connections: SIGN_IN_CONNECTIONS,
      seconds: undefined,
      requests: NEWCOMERS_A_ROUND,
      first: (round + 1) * NEWCOMERS_A_ROUND,
    }),
  refresh: (server) =>
    job("InitiateAuth", signIn(server, { REFRESH_TOKEN: server.refreshToken }, "REFRESH_TOKEN_AUTH"), { connections: SIGN_IN_CONNECTIONS }),
  "create user (AdminCreateUser)": (server, round) =>
    job(
      "AdminCreateUser",
      {
        UserPoolId: server.poolId,
        Username: "created-%n",
        MessageAction: "SUPPRESS",
        UserAttributes: [{ Name: "email", Value: "created-%n@example.com" }],
      },
      newNames(round),
    ),
  "sign up (SignUp)": (server, round) =>
    job(
      "SignUp",
      {
        ClientId: server.clientId,
        Username: "joined-%n",
        Password: PASSWORD,
        UserAttributes: [{ Name: "email", Value: "joined-%n@example.com" }],
      },
      newNames(round),
    ),
};

/** Not among the rates: what it writes depends on what was written before. */
export const updateJob: JobOf = (server, round) =>
  job(
    "AdminUpdateUserAttributes",
    { UserPoolId: server.poolId, Username: "user-%n", UserAttributes: [{ Name: "name", Value: `Round ${round}` }] },
    anyUser(server),
  );

export const echoJob = (port: number, payload: unknown): Job => ({
  port,
  body: JSON.stringify(payload),
  connections: CONNECTIONS,
  seconds: SECONDS_A_ROUND,
});
