import type { InvocationResponse, Lambda as LambdaClient } from "@aws-sdk/client-lambda";
import { regionOfArn } from "../lib/arn.ts";
import { awsCredentials } from "./aws-access.ts";
import { type FunctionHost, isObject, type Outcome } from "./invoke.ts";

/** Functions behind an address that speaks Lambda's Invoke API: SAM local, LocalStack, AWS itself. It hosts whatever is asked for. */
export function createLambdaEndpoint(endpoint: string): FunctionHost {
  const clients = new Map<string, Promise<LambdaClient>>();
  const clientFor = (arn: string): Promise<LambdaClient> => {
    const region = regionOfArn(arn) || "us-east-1";
    const client = clients.get(region) ?? connect(endpoint, region);
    clients.set(region, client);
    return client;
  };
  return {
    hosts: () => true,
    call: async (arn, event, timeoutMs) => {
      const lambda = await clientFor(arn);
      const request = { FunctionName: arn, InvocationType: "RequestResponse", Payload: JSON.stringify(event) } as const;
      try {
        return outcomeOf(await lambda.invoke(request, { abortSignal: AbortSignal.timeout(timeoutMs) }));
      } catch (error) {
        return failure(error as Error);
      }
    },
    submit: async (arn, event) => {
      const lambda = await clientFor(arn);
      await lambda.invoke({ FunctionName: arn, InvocationType: "Event", Payload: JSON.stringify(event) });
    },
    close: async () => {
      for (const client of clients.values())
        await client.then(
          (lambda) => lambda.destroy(),
          () => undefined,
        );
    },
  };
}

async function connect(endpoint: string, region: string): Promise<LambdaClient> {
  // Loaded on demand: without functions nobody needs it.
  const { Lambda } = await import("./lambda-sdk.ts");
  // Repeating is decided elsewhere, by Cognito's rule and not the SDK's.
  return new Lambda({ endpoint, region, maxAttempts: 1, ...awsCredentials(endpoint) });
}

function outcomeOf({ FunctionError, Payload }: InvocationResponse): Outcome {
  const payload = parsed(Buffer.from(Payload ?? []).toString());
  if (FunctionError === undefined) return { kind: "returned", payload };
  const message = isObject(payload) ? payload["errorMessage"] : undefined;
  return { kind: "raised", message: typeof message === "string" ? message : FunctionError };
}

/** What is no JSON is nothing that a trigger can have meant. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** AWS's names of errors end in Exception; without one the function was not reached. */
function failure({ name }: Error): Outcome {
  if (name === "AbortError" || name === "TimeoutError") return { kind: "timeout" };
  return { kind: "unreachable", code: name.endsWith("Exception") ? name : "ServiceException" };
}
