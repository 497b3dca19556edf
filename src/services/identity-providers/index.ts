import type { IdentityProvidersOperations } from "#generated/routes/identity-providers.ts";
import type { Context } from "../../context.ts";
import { adminDisableProviderForUser, adminLinkProviderForUser } from "./links.ts";
import {
  createIdentityProvider,
  deleteIdentityProvider,
  describeIdentityProvider,
  getIdentityProviderByIdentifier,
  listIdentityProviders,
  updateIdentityProvider,
} from "./providers.ts";

export const identityProviderOperations = {
  adminDisableProviderForUser,
  adminLinkProviderForUser,
  createIdentityProvider,
  deleteIdentityProvider,
  describeIdentityProvider,
  getIdentityProviderByIdentifier,
  listIdentityProviders,
  updateIdentityProvider,
} satisfies Partial<IdentityProvidersOperations<Context>>;
