/** The operations of each category that has a request limit (AWS, "Quotas in Amazon Cognito"; those that are newer than its table by analogy). */
const CATEGORIES: Readonly<Record<string, readonly string[]>> = {
  UserAuthentication: ["AdminInitiateAuth", "AdminRespondToAuthChallenge", "InitiateAuth", "RespondToAuthChallenge"],
  UserCreation: ["AdminConfirmSignUp", "AdminCreateUser", "ConfirmSignUp", "SignUp"],
  UserAccountRecovery: ["AdminResetUserPassword", "AdminSetUserPassword", "ChangePassword", "ConfirmForgotPassword", "ForgotPassword"],
  UserRead: ["AdminGetUser", "AdminGetUserAuthFactors", "GetUser", "GetUserAuthFactors"],
  UserUpdate: [
    ...["AdminAddUserToGroup", "AdminDeleteUser", "AdminDeleteUserAttributes", "AdminDisableProviderForUser", "AdminDisableUser"],
    ...["AdminEnableUser", "AdminLinkProviderForUser", "AdminRemoveUserFromGroup", "AdminUpdateUserAttributes", "AdminUserGlobalSignOut"],
    ...["DeleteUser", "DeleteUserAttributes", "GlobalSignOut", "UpdateUserAttributes", "VerifyUserAttribute"],
  ],
  UserToken: ["GetTokensFromRefreshToken", "RevokeToken"],
  UserResourceRead: [
    ...["AdminGetDevice", "AdminListDevices", "AdminListGroupsForUser", "GetDevice", "GetUserAttributeVerificationCode"],
    ...["ListDevices", "ListWebAuthnCredentials", "ResendConfirmationCode"],
  ],
  UserResourceUpdate: [
    ...[
      "AdminForgetDevice",
      "AdminSetUserMFAPreference",
      "AdminSetUserSettings",
      "AdminUpdateAuthEventFeedback",
      "AdminUpdateDeviceStatus",
    ],
    ...["AssociateSoftwareToken", "CompleteWebAuthnRegistration", "ConfirmDevice", "DeleteWebAuthnCredential", "ForgetDevice"],
    ...[
      "SetUserMFAPreference",
      "SetUserSettings",
      "StartWebAuthnRegistration",
      "UpdateAuthEventFeedback",
      "UpdateDeviceStatus",
      "VerifySoftwareToken",
    ],
  ],
  UserList: ["AdminListUserAuthEvents", "ListUsers", "ListUsersInGroup"],
  UserPoolRead: ["DescribeUserPool", "ListUserPools"],
  UserPoolUpdate: ["CreateUserPool", "DeleteUserPool", "UpdateUserPool"],
  UserPoolResourceRead: [
    ...["DescribeIdentityProvider", "DescribeManagedLoginBranding", "DescribeManagedLoginBrandingByClient", "DescribeResourceServer"],
    ...["DescribeRiskConfiguration", "DescribeTerms", "DescribeUserImportJob", "DescribeUserPoolDomain", "GetCSVHeader", "GetGroup"],
    ...[
      "GetIdentityProviderByIdentifier",
      "GetLogDeliveryConfiguration",
      "GetSigningCertificate",
      "GetUICustomization",
      "GetUserPoolMfaConfig",
    ],
    ...[
      "ListGroups",
      "ListIdentityProviders",
      "ListResourceServers",
      "ListTagsForResource",
      "ListTerms",
      "ListUserImportJobs",
      "ListUserPoolReplicas",
    ],
  ],
  UserPoolResourceUpdate: [
    ...[
      "AddCustomAttributes",
      "CreateGroup",
      "CreateIdentityProvider",
      "CreateManagedLoginBranding",
      "CreateResourceServer",
      "CreateTerms",
    ],
    ...["CreateUserImportJob", "CreateUserPoolDomain", "CreateUserPoolReplica", "DeleteGroup", "DeleteIdentityProvider"],
    ...["DeleteManagedLoginBranding", "DeleteResourceServer", "DeleteTerms", "DeleteUserPoolDomain", "DeleteUserPoolReplica"],
    ...["SetLogDeliveryConfiguration", "SetRiskConfiguration", "SetUICustomization", "SetUserPoolMfaConfig", "StartUserImportJob"],
    ...["StopUserImportJob", "TagResource", "UntagResource", "UpdateGroup", "UpdateIdentityProvider", "UpdateManagedLoginBranding"],
    ...["UpdateResourceServer", "UpdateTerms", "UpdateUserPoolDomain", "UpdateUserPoolReplica"],
  ],
  UserPoolClientRead: ["DescribeUserPoolClient", "ListUserPoolClients", "ListUserPoolClientSecrets"],
  UserPoolClientUpdate: [
    "AddUserPoolClientSecret",
    "CreateUserPoolClient",
    "DeleteUserPoolClient",
    "DeleteUserPoolClientSecret",
    "UpdateUserPoolClient",
  ],
};

const CATEGORY_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(CATEGORIES).flatMap(([category, operations]) => operations.map((operation): [string, string] => [operation, category])),
);

/** Undefined for what has no limit: reading and raising limits themselves. */
export const categoryOf = (operation: string): string | undefined => CATEGORY_OF.get(operation);
