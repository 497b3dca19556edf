import { InvalidParameterException, TooManyRequestsException } from "#generated/errors.ts";
import type { Operations } from "../../context.ts";
import { getPool, type Pool, pools } from "../../records/pools.ts";
import { tagProblem } from "../../rules/tags.ts";
import type { Driver, Stored } from "../../storage/driver.ts";
import { retryStale } from "../../storage/retry.ts";

/** User pools are the only thing of this service that has tags. */
const POOL_ARN = /^arn:[\w-]+:cognito-idp:[\w-]+:\d+:userpool\/([\w-]+_[0-9a-zA-Z]+)$/;

export const tagResource: Operations["tagResource"] = async ({ ResourceArn, Tags }, { store }) => {
  await change(store, ResourceArn, (tags) => ({ ...tags, ...Tags }));
  return {};
};

export const untagResource: Operations["untagResource"] = async ({ ResourceArn, TagKeys }, { store }) => {
  await change(store, ResourceArn, (tags) => Object.fromEntries(Object.entries(tags).filter(([key]) => !TagKeys.includes(key))));
  return {};
};

export const listTagsForResource: Operations["listTagsForResource"] = async ({ ResourceArn }, { store }) => ({
  Tags: { ...(await taggedPool(store, ResourceArn)).tags },
});

async function change(store: Driver, arn: string, next: (tags: Pool["tags"]) => Pool["tags"]): Promise<void> {
  const round = async () => {
    const pool = await taggedPool(store, arn);
    const tags = next(pool.tags);
    const problem = tagProblem(tags);
    if (problem) throw new InvalidParameterException(problem);
    await store.commit([pools.put({ ...pool, tags })]);
  };
  await retryStale(round, () => new TooManyRequestsException("Rate exceeded"));
}

async function taggedPool(store: Driver, arn: string): Promise<Pool & Stored> {
  const id = POOL_ARN.exec(arn)?.[1];
  // Assumption: the wording.
  if (id === undefined) throw new InvalidParameterException(`Invalid user pool ARN: ${arn}`);
  return getPool(store, id);
}
