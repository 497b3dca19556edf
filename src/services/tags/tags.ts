import { InvalidParameterException } from "#generated/errors.ts";
import type { Context, Operations } from "../../context.ts";
import { accountOfArn, regionOfArn } from "../../lib/arn.ts";
import { getPool, type Pool, poolNotFound, pools } from "../../records/pools.ts";
import { replicaStatus, replicas } from "../../records/replicas.ts";
import { retryContended } from "../../records/retry-contended.ts";
import { tagProblem } from "../../rules/tags.ts";
import type { Change } from "../../storage/driver.ts";

/** User pools and their replicas are the only things of this service that have tags. */
const POOL_ARN = /^arn:[\w-]+:cognito-idp:([\w-]+):(\d+):userpool\/([\w-]+_[0-9a-zA-Z]+)$/;

type Tags = Pool["tags"];
type Place = Pick<Context, "store" | "clock">;

export const tagResource: Operations["tagResource"] = async ({ ResourceArn, Tags }, ctx) => {
  await change(ctx, ResourceArn, (tags) => ({ ...tags, ...Tags }));
  return {};
};

export const untagResource: Operations["untagResource"] = async ({ ResourceArn, TagKeys }, ctx) => {
  await change(ctx, ResourceArn, (tags) => Object.fromEntries(Object.entries(tags).filter(([key]) => !TagKeys.includes(key))));
  return {};
};

export const listTagsForResource: Operations["listTagsForResource"] = async ({ ResourceArn }, ctx) => ({
  Tags: { ...(await tagged(ctx, ResourceArn)).tags },
});

async function change(ctx: Place, arn: string, next: (tags: Tags) => Tags): Promise<void> {
  const round = async () => {
    const resource = await tagged(ctx, arn);
    const tags = next(resource.tags);
    const problem = tagProblem(tags);
    if (problem) throw new InvalidParameterException(problem);
    await ctx.store.commit([resource.put(tags)]);
  };
  await retryContended(round);
}

interface Tagged {
  readonly tags: Tags;
  readonly put: (tags: Tags) => Change;
}

/** The pool, or its replica in the region that the ARN names: tags are of one region alone. */
async function tagged({ store, clock }: Place, arn: string): Promise<Tagged> {
  const [, region, account, id] = POOL_ARN.exec(arn) ?? [];
  // Assumption: the wording.
  if (region === undefined || id === undefined) throw new InvalidParameterException(`Invalid user pool ARN: ${arn}`);
  const pool = await getPool(store, id);
  const isOwn = account === accountOfArn(pool.arn);
  const replica = await replicas.find(store, pool.id, region);
  const isCopied = replica !== undefined && replicaStatus(replica, clock.now()) !== undefined;
  // Assumption: type and wording for an ARN of another region or account than the pool's.
  if (!isOwn || (!isCopied && region !== regionOfArn(pool.arn))) throw poolNotFound(id);
  if (!isCopied) return { tags: pool.tags, put: (tags) => pools.put({ ...pool, tags }) };
  return { tags: replica.tags, put: (tags) => replicas.put({ ...replica, tags }) };
}
