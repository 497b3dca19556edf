/** Tags that one resource may have (AWS, "Tag naming limits and requirements"). */
const TAG_LIMIT = 50;

/**
 * What is wrong with the tags of a resource, in words; undefined when nothing is. Which error it becomes depends on the
 * operation. Assumption: the wording; that the prefix is refused and that there are at most 50 is documented.
 */
export function tagProblem(tags: Readonly<Record<string, string>>): string | undefined {
  const keys = Object.keys(tags);
  const reserved = keys.find((key) => key.toLowerCase().startsWith("aws:"));
  if (reserved !== undefined) return `Tag key ${reserved} is invalid: the prefix aws: is reserved.`;
  if (keys.length > TAG_LIMIT) return `A resource cannot have more than ${TAG_LIMIT} tags.`;
  return undefined;
}
