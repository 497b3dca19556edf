/** What a pool is called at its SAML providers (AWS, "Using SAML identity providers with a user pool"). */
export const samlEntityId = (poolId: string): string => `urn:amazon:cognito:sp:${poolId}`;
