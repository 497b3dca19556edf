import type { OperationName } from "#generated/operations.ts";
import { secretHash } from "#src/crypto/secret-hash.ts";
import type { TestServer } from "../support/server.ts";
import type { KnownValues } from "./valid-input.ts";

const PASSWORD = "Corr3ct-Horse";
const TEMPORARY = "Temp-0rary";

/** The code of every message, so that inputs can have the right one. */
export const CODE = "123456";

export interface Population {
  readonly known: KnownValues;
  /** Whole inputs that ought to succeed, of operations whose members have to fit together. */
  readonly recipes: Readonly<Partial<Record<OperationName, readonly unknown[]>>>;
}

/**
 * Fills a server with a pool, its clients and users in every state (signed in, with a temporary password, not confirmed,
 * password forgotten), and gives their ids, tokens and sessions by the members that take them.
 */
export async function populate(server: TestServer): Promise<Population> {
  const schema = [{ Name: "points", AttributeDataType: "Number", Mutable: true }];
  const pool = (
    await server.call("CreateUserPool", { PoolName: "shop", AutoVerifiedAttributes: ["email"], AliasAttributes: ["email"], Schema: schema })
  ).UserPool;
  const clients = await createClients(server, pool.Id);
  await createUsers(server, pool.Id, clients.open);
  const signIn = (USERNAME: string, given: string) => ({
    ClientId: clients.open,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME, PASSWORD: given },
  });
  const { AuthenticationResult: tokens } = await server.call("InitiateAuth", signIn("ada", PASSWORD));
  await server.call("GetUserAttributeVerificationCode", { AccessToken: tokens.AccessToken, AttributeName: "email" });
  const domained = (await server.call("CreateUserPool", { PoolName: "with-domain" })).UserPool;
  await server.call("CreateUserPoolDomain", { UserPoolId: domained.Id, Domain: "shop" });
  await server.call("CreateResourceServer", { UserPoolId: pool.Id, Identifier: "orders", Name: "Orders" });
  const looks = await createLooks(server, pool.Id, clients.open);
  const assistants = { UserPoolId: pool.Id, ClientId: clients.open, PolicyName: "assistants", URLPatterns: ["https://*.example.com/*"] };
  const policy = (await server.call("CreateCIMDPolicy", assistants)).CIMDPolicy;
  const { Session } = await server.call("InitiateAuth", signIn("bob", TEMPORARY));
  const users = await server.call("ListUsers", { UserPoolId: pool.Id, Limit: 1 });
  const pools = await server.call("ListUserPools", { MaxResults: 1 });
  const names = [
    "ada",
    "bob",
    "carl",
    "dora",
    "dora",
    "ada@example.com",
    ...users.Users.flatMap(({ Attributes }) => Attributes.map(({ Value }) => Value)),
  ];
  const hash = secretHash({ secret: clients.secret, username: "ada", clientId: clients.closed });
  const known = {
    UserPoolId: [pool.Id, pool.Id, pool.Id, domained.Id],
    ResourceArn: [pool.Arn],
    ClientId: [clients.open, clients.open, clients.closed],
    ClientSecretId: clients.secretIds,
    SecretHash: [hash],
    Username: names,
    ...looks,
    Domain: ["shop", "other-shop"],
    Identifier: ["orders", "invoices"],
    CIMDPolicyId: [policy.CIMDPolicyId],
    URLPatterns: [["https://a.example.com/*"], ["https://a*"]],
    GroupName: ["staff", "guests"],
    Password: [PASSWORD, TEMPORARY],
    PreviousPassword: [PASSWORD],
    ProposedPassword: [PASSWORD, "N3w-Password"],
    ConfirmationCode: [CODE],
    Code: [CODE],
    AccessToken: [tokens.AccessToken],
    RefreshToken: [tokens.RefreshToken],
    Token: [tokens.RefreshToken, tokens.AccessToken],
    Session: [Session],
    ChallengeName: ["NEW_PASSWORD_REQUIRED"],
    AuthFlow: ["USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH", "REFRESH_TOKEN_AUTH"],
    AuthParameters: [
      { USERNAME: "ada", PASSWORD },
      { USERNAME: "bob", PASSWORD: TEMPORARY },
      { USERNAME: "ada", PASSWORD: "wrong", SECRET_HASH: hash },
      { USERNAME: "ada" },
      { REFRESH_TOKEN: tokens.RefreshToken, DEVICE_KEY: "us-east-1_none" },
      { REFRESH_TOKEN: tokens.AccessToken },
    ],
    ChallengeResponses: [
      { USERNAME: "bob", NEW_PASSWORD: PASSWORD, "userAttributes.nickname": "B" },
      { USERNAME: "bob", NEW_PASSWORD: "weak" },
      { NEW_PASSWORD: PASSWORD },
    ],
    Name: ["email", "nickname", "custom:points", "phone_number", "birthdate", "sub", "email_verified", "level"],
    Value: ["eve@example.com", "7", "+15551234567", "2000-02-30", "true", ""],
    AttributeName: ["email", "phone_number"],
    AttributesToGet: ["email", "sub", "custom:points"],
    UserAttributeNames: ["nickname", "email", "custom:points"],
    Filter: ['email = "ada@example.com"', 'username ^= "a"', 'cognito:user_status = "CONFIRMED"', 'status="Enabled"', "username =", '"'],
    PaginationToken: [users.PaginationToken],
    NextToken: [pools.NextToken, users.PaginationToken].filter((token) => token !== undefined),
  };
  const challenge = {
    ClientId: clients.open,
    ChallengeName: "NEW_PASSWORD_REQUIRED",
    Session,
    ChallengeResponses: { USERNAME: "bob", NEW_PASSWORD: PASSWORD },
  };
  return {
    known,
    recipes: {
      AddCustomAttributes: [{ UserPoolId: pool.Id, CustomAttributes: [{ Name: "rank", AttributeDataType: "String" }] }],
      AddUserPoolClientSecret: [{ UserPoolId: pool.Id, ClientId: clients.single }],
      AdminInitiateAuth: [{ ...signIn("ada", PASSWORD), UserPoolId: pool.Id, AuthFlow: "ADMIN_USER_PASSWORD_AUTH" }],
      AdminRespondToAuthChallenge: [{ ...challenge, UserPoolId: pool.Id }],
      AssociateSoftwareToken: [{ AccessToken: tokens.AccessToken }],
      ConfirmForgotPassword: [{ ClientId: clients.open, Username: "dora", ConfirmationCode: CODE, Password: PASSWORD }],
      ConfirmSignUp: [{ ClientId: clients.open, Username: "carl", ConfirmationCode: CODE }],
      CreateUserPoolDomain: [{ UserPoolId: pool.Id, Domain: "second-shop" }],
      InitiateAuth: [signIn("ada", PASSWORD), signIn("bob", TEMPORARY)],
      RespondToAuthChallenge: [challenge],
      SignUp: ["eve", "fred"].map((Username) => ({ ClientId: clients.open, Username, Password: PASSWORD })),
    },
  };
}

async function createClients(server: TestServer, UserPoolId: string) {
  const flows = { ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] };
  const open = (await server.call("CreateUserPoolClient", { UserPoolId, ClientName: "web", ...flows })).UserPoolClient;
  const closed = (await server.call("CreateUserPoolClient", { UserPoolId, ClientName: "server", GenerateSecret: true, ...flows }))
    .UserPoolClient;
  const single = (await server.call("CreateUserPoolClient", { UserPoolId, ClientName: "job", GenerateSecret: true })).UserPoolClient;
  await server.call("AddUserPoolClientSecret", { UserPoolId, ClientId: closed.ClientId });
  const { ClientSecrets } = await server.call("ListUserPoolClientSecrets", { UserPoolId, ClientId: closed.ClientId });
  return {
    open: open.ClientId,
    closed: closed.ClientId,
    single: single.ClientId,
    secret: closed.ClientSecret,
    secretIds: (ClientSecrets as { ClientSecretId: string }[]).map(({ ClientSecretId }) => ClientSecretId),
  };
}

async function createLooks(server: TestServer, UserPoolId: string, ClientId: string) {
  const settings = { categories: { global: { colorSchemeMode: "DARK" } } };
  const style = (await server.call("CreateManagedLoginBranding", { UserPoolId, ClientId, Settings: settings })).ManagedLoginBranding;
  const links = { "cognito:default": "https://example.com/terms" };
  const document = (
    await server.call("CreateTerms", {
      UserPoolId,
      ClientId,
      TermsName: "terms-of-use",
      TermsSource: "LINK",
      Enforcement: "NONE",
      Links: links,
    })
  ).Terms;
  return {
    ManagedLoginBrandingId: [style.ManagedLoginBrandingId],
    Settings: [settings],
    TermsId: [document.TermsId],
    TermsName: ["terms-of-use", "privacy-policy"],
    Links: [links],
    CSS: [".label-customizable { color: red; }", "body { color: red; }", "@import 'x'"],
  };
}

async function createUsers(server: TestServer, UserPoolId: string, ClientId: string): Promise<void> {
  const email = (name: string) => [{ Name: "email", Value: `${name}@example.com` }];
  for (const Username of ["ada", "bob", "dora"])
    await server.call("AdminCreateUser", {
      ...{ UserPoolId, Username, TemporaryPassword: TEMPORARY, MessageAction: "SUPPRESS" },
      UserAttributes: [...email(Username), { Name: "email_verified", Value: "true" }],
    });
  for (const Username of ["ada", "dora"])
    await server.call("AdminSetUserPassword", { UserPoolId, Username, Password: PASSWORD, Permanent: true });
  await server.call("SignUp", { ClientId, Username: "carl", Password: PASSWORD, UserAttributes: email("carl") });
  await server.call("ForgotPassword", { ClientId, Username: "dora" });
  for (const GroupName of ["staff", "guests"]) await server.call("CreateGroup", { UserPoolId, GroupName });
  await server.call("AdminAddUserToGroup", { UserPoolId, Username: "ada", GroupName: "staff" });
}
