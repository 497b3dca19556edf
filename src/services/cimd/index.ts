import type { CimdOperations } from "#generated/routes/cimd.ts";
import type { Context } from "../../context.ts";
import { listClientMetadataURLs, updateClientMetadataURLState } from "./documents.ts";
import { createCIMDPolicy, deleteCIMDPolicy, describeCIMDPolicy, listCIMDPolicies, updateCIMDPolicy } from "./policies.ts";

export const cimdOperations = {
  createCIMDPolicy,
  deleteCIMDPolicy,
  describeCIMDPolicy,
  listCIMDPolicies,
  listClientMetadataURLs,
  updateCIMDPolicy,
  updateClientMetadataURLState,
} satisfies Partial<CimdOperations<Context>>;
