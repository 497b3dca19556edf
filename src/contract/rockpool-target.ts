import { MEDIA_TYPE, operations, TARGET_PREFIX } from "#generated/operations.ts";
import type { Call, Received, Target } from "./target.ts";

const DUMMY_SIGNATURE =
  "AWS4-HMAC-SHA256 Credential=contract/20260101/us-east-1/cognito-idp/aws4_request, SignedHeaders=host;x-amz-date, Signature=0000000000000000000000000000000000000000000000000000000000000000";

/** A rockpool: it takes any signature, and its control endpoints do the rest. */
export function rockpoolTarget(url: string): Target {
  const control = (method: string, path: string, body?: object): Promise<unknown> => callControl(`${url}/_rockpool${path}`, method, body);
  return {
    url,
    call: (call) => callApi(url, call),
    reset: async () => void (await control("POST", "/reset")),
    now: async () => Date.parse(((await control("GET", "/clock")) as { now: string }).now),
    moveClock: async ({ advanceSeconds = 0, freeze }) => {
      const { offsetSeconds } = (await control("GET", "/clock")) as { offsetSeconds: number };
      const frozen = freeze === undefined ? {} : { frozen: freeze };
      await control("PUT", "/clock", { offsetSeconds: offsetSeconds + advanceSeconds, ...frozen });
    },
    newestMessage: async (to) => {
      const query = new URLSearchParams(Object.entries(to).filter((entry): entry is [string, string] => entry[1] !== undefined));
      const [newest] = (await control("GET", `/messages?${query}`)) as unknown[];
      if (newest === undefined) throw new Error(`there is no message for ${query}`);
      return newest;
    },
  };
}

async function callApi(url: string, { operation, input, anonymous }: Call): Promise<Received> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": MEDIA_TYPE,
      "x-amz-target": `${TARGET_PREFIX}.${operation}`,
      ...(operations[operation].iam && !anonymous ? { authorization: DUMMY_SIGNATURE } : {}),
    },
    body: JSON.stringify(input ?? {}),
  });
  const text = await response.text();
  return {
    status: response.status,
    mediaType: response.headers.get("content-type") ?? "",
    exampleOnly: response.headers.has("x-rockpool-example-only"),
    body: text === "" ? undefined : JSON.parse(text),
  };
}

async function callControl(url: string, method: string, body?: object): Promise<unknown> {
  const headers = body && { "content-type": "application/json" };
  const response = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
  if (!response.ok) throw new Error(`${method} ${new URL(url).pathname} answered ${response.status}: ${await response.text()}`);
  const text = await response.text();
  return text === "" ? undefined : JSON.parse(text);
}
