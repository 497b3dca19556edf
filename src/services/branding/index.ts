import type { BrandingOperations } from "#generated/routes/branding.ts";
import type { Context } from "../../context.ts";
import {
  createManagedLoginBranding,
  deleteManagedLoginBranding,
  describeManagedLoginBranding,
  describeManagedLoginBrandingByClient,
  updateManagedLoginBranding,
} from "./managed-login.ts";
import { createTerms, deleteTerms, describeTerms, describeTermsByClient, listTerms, updateTerms } from "./terms.ts";
import { getUICustomization, setUICustomization } from "./ui-customization.ts";

export const brandingOperations = {
  createManagedLoginBranding,
  createTerms,
  deleteManagedLoginBranding,
  deleteTerms,
  describeManagedLoginBranding,
  describeManagedLoginBrandingByClient,
  describeTerms,
  describeTermsByClient,
  getUICustomization,
  listTerms,
  setUICustomization,
  updateManagedLoginBranding,
  updateTerms,
} satisfies Partial<BrandingOperations<Context>>;
