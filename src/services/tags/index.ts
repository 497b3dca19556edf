import type { TagsOperations } from "#generated/routes/tags.ts";
import type { Context } from "../../context.ts";
import { listTagsForResource, tagResource, untagResource } from "./tags.ts";

export const tagOperations = { listTagsForResource, tagResource, untagResource } satisfies Partial<TagsOperations<Context>>;
