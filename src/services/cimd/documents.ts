import { CachedCIMDURLDoesNotExistException, InvalidParameterException } from "#generated/errors.ts";
import type { Operations } from "../../context.ts";
import { refreshDocument } from "../../federation/client-documents.ts";
import { getCimdPolicy } from "../../records/cimd-policies.ts";
import { clientDocuments, findClientDocument, viewOfClientDocument } from "../../records/client-documents.ts";
import { readPage } from "../../records/pages.ts";
import { getPool } from "../../records/pools.ts";
import { retryContended } from "../../records/retry-contended.ts";
import { checkCimdPlan } from "../../rules/feature-plans.ts";

export const listClientMetadataURLs: Operations["listClientMetadataURLs"] = async (input, ctx) => {
  const pool = await getPool(ctx.store, input.UserPoolId);
  const policy = await getCimdPolicy(ctx.store, pool.id, input.CIMDPolicyId);
  const query = { operation: "ListClientMetadataURLs", token: input.NextToken, limit: input.MaxResults };
  const page = await readPage(ctx, clientDocuments, { partition: pool.id, index: "policy", equals: policy.id }, query);
  return { ClientMetadataURLs: page.items.map(viewOfClientDocument), NextToken: page.nextToken };
};

/** The address of a document that was thrown away stays listed; its document comes again when the client does. */
export const updateClientMetadataURLState: Operations["updateClientMetadataURLState"] = async (input, ctx) => {
  const pool = await getPool(ctx.store, input.UserPoolId);
  checkCimdPlan(pool);
  const policy = await getCimdPolicy(ctx.store, pool.id, input.CIMDPolicyId);
  const cached = async () => {
    const document = await findClientDocument(ctx.store, policy, input.URL);
    // Assumption: the wording.
    if (!document?.cached) throw new CachedCIMDURLDoesNotExistException(`There is no cached client metadata document for ${input.URL}.`);
    return document;
  };
  if (input.Action === "REFRESH") {
    await cached();
    // Assumption: the type and the wording.
    if (!(await refreshDocument(ctx, policy, input.URL)))
      throw new InvalidParameterException(`The client metadata document at ${input.URL} could not be retrieved.`);
    return {};
  }
  await retryContended(async () => ctx.store.commit([clientDocuments.put({ ...(await cached()), cached: undefined })]));
  return {};
};
