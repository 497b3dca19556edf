import { MEDIA_TYPE, type OperationFacts, operations, TARGET_PREFIX } from "#generated/operations.ts";

/** What is known of an AWS JSON API, as codegen made it: enough to take its calls apart and to answer them. */
export interface ApiTable {
  readonly targetPrefix: string;
  readonly mediaType: string;
  readonly operations: Readonly<Record<string, OperationFacts>>;
}

export const USER_POOLS: ApiTable = { targetPrefix: TARGET_PREFIX, mediaType: MEDIA_TYPE, operations };
