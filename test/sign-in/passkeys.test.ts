import { beforeEach, describe, expect, test } from "vitest";
import { domains } from "#src/records/domains.ts";
import { attribute } from "../support/api-client.ts";
import { type Ceremony, softwareAuthenticator } from "../support/authenticator.ts";
import { useTestServer } from "../support/server.ts";

const server = await useTestServer();
const PASSWORD = "Corr3ct-Horse";
const RP = "example.com";
const ORIGIN = "https://app.example.com";

let pool: string;
let client: string;

beforeEach(async () => {
  pool = (
    await server.call("CreateUserPool", {
      PoolName: "keys",
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "WEB_AUTHN"] } },
    })
  ).UserPool.Id;
  await configure({ RelyingPartyId: RP, UserVerification: "preferred" });
  client = await newClient();
  await newUser("ada");
});

const configure = (WebAuthnConfiguration: object | undefined, mfa: object = {}) =>
  server.call("SetUserPoolMfaConfig", { UserPoolId: pool, WebAuthnConfiguration, ...mfa });

async function newClient(extra: object = {}): Promise<string> {
  const flows = ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];
  return (await server.call("CreateUserPoolClient", { UserPoolId: pool, ClientName: "web", ExplicitAuthFlows: flows, ...extra }))
    .UserPoolClient.ClientId;
}

async function newUser(name: string): Promise<void> {
  await server.call("AdminCreateUser", { UserPoolId: pool, Username: name, MessageAction: "SUPPRESS" });
  await server.call("AdminSetUserPassword", { UserPoolId: pool, Username: name, Password: PASSWORD, Permanent: true });
}

async function tokenOf(name = "ada", ClientId = client): Promise<string> {
  const answer = await server.call("InitiateAuth", {
    ClientId,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: name, PASSWORD },
  });
  return answer.AuthenticationResult.AccessToken;
}

const start = async (AccessToken: string) => (await server.call("StartWebAuthnRegistration", { AccessToken })).CredentialCreationOptions;

const newAuthenticator = (algorithm: "ES256" | "RS256" | "EdDSA" = "ES256") =>
  softwareAuthenticator({ origin: ORIGIN, rpId: RP, algorithm });

async function registered(name = "ada", algorithm: "ES256" | "RS256" = "ES256") {
  const authenticator = newAuthenticator(algorithm);
  const AccessToken = await tokenOf(name);
  await server.call("CompleteWebAuthnRegistration", { AccessToken, Credential: authenticator.register(await start(AccessToken)) });
  return authenticator;
}

const refusedRegistration = async (at: Ceremony) => {
  const AccessToken = await tokenOf();
  return (
    await server.refusal("CompleteWebAuthnRegistration", {
      AccessToken,
      Credential: newAuthenticator().register(await start(AccessToken), at),
    })
  ).__type;
};

const begin = (name = "ada", ClientId = client) =>
  server.call("InitiateAuth", { ClientId, AuthFlow: "USER_AUTH", AuthParameters: { USERNAME: name, PREFERRED_CHALLENGE: "WEB_AUTHN" } });

const answerOf = (Session: string, CREDENTIAL: string, USERNAME = "ada") => ({
  ClientId: client,
  ChallengeName: "WEB_AUTHN",
  Session,
  ChallengeResponses: { USERNAME, CREDENTIAL },
});

describe("registering a passkey", () => {
  test("StartWebAuthnRegistration, a signed-in user, gives the options of the pool's relying party", async () => {
    const AccessToken = await tokenOf();
    const { Username, UserAttributes } = await server.call("GetUser", { AccessToken });
    expect(await start(AccessToken)).toEqual({
      rp: { id: RP, name: RP },
      user: { id: Buffer.from(attribute(UserAttributes, "sub")).toString("base64url"), name: Username, displayName: Username },
      challenge: expect.stringMatching(/^[\w-]{43}$/),
      pubKeyCredParams: [
        { type: "public-key", alg: -7 },
        { type: "public-key", alg: -257 },
      ],
      timeout: 60000,
      excludeCredentials: [],
      authenticatorSelection: { requireResidentKey: true, residentKey: "required", userVerification: "preferred" },
    });
  });

  test("StartWebAuthnRegistration, no relying party of its own, takes the pool's domain, a custom one first", async () => {
    await configure({ UserVerification: "preferred" });
    const AccessToken = await tokenOf();
    await server.call("CreateUserPoolDomain", { UserPoolId: pool, Domain: "shop" });
    expect(await start(AccessToken)).toMatchObject({ rp: { id: "shop.auth.us-east-1.amazoncognito.com" } });
    const custom = {
      certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-4000-8000-000000000000",
      cloudFrontDomain: "d0.cloudfront.net",
    };
    await server.services.store.commit([
      domains.put({ poolId: pool, name: "auth.example.com", custom, managedLoginVersion: 1, version: "20260101000000" }),
    ]);
    expect(await start(AccessToken)).toMatchObject({ rp: { id: "auth.example.com" } });
  });

  test("CompleteWebAuthnRegistration, what an authenticator made, is listed and excluded from the next one", async () => {
    const { id } = await registered();
    const AccessToken = await tokenOf();
    const { Credentials } = await server.call("ListWebAuthnCredentials", { AccessToken });
    expect(Credentials).toEqual([
      {
        CredentialId: id,
        FriendlyCredentialName: "Passkey",
        RelyingPartyId: RP,
        AuthenticatorAttachment: "platform",
        AuthenticatorTransports: ["internal", "hybrid"],
        CreatedAt: expect.any(Number),
      },
    ]);
    expect((await start(AccessToken)).excludeCredentials).toEqual([{ id, type: "public-key" }]);
  });

  test.each<[string, Ceremony]>([
    ["WebAuthnChallengeNotFoundException", { challenge: Buffer.alloc(32).toString("base64url") }],
    ["WebAuthnOriginNotAllowedException", { origin: "https://example.com.evil.org" }],
    ["WebAuthnOriginNotAllowedException", { origin: "https://badexample.com" }],
    ["WebAuthnOriginNotAllowedException", { origin: "http://app.example.com" }],
    ["WebAuthnOriginNotAllowedException", { origin: "nonsense" }],
    ["WebAuthnRelyingPartyMismatchException", { rpId: "example.org" }],
    ["InvalidParameterException", { type: "webauthn.get" }],
  ])("CompleteWebAuthnRegistration, %s for %j", async (type, at) => {
    expect(await refusedRegistration(at)).toBe(type);
  });

  test("CompleteWebAuthnRegistration, an origin below or equal to the relying party, or an Android app's, is accepted", async () => {
    for (const origin of [
      `https://${RP}`,
      "https://deep.app.example.com:8443",
      "android:apk-key-hash:7fmduHKTdHHrlMvldlEqAIlSfii1tl35bxj1OXN5Ve8",
    ]) {
      const AccessToken = await tokenOf();
      await server.call("CompleteWebAuthnRegistration", {
        AccessToken,
        Credential: newAuthenticator().register(await start(AccessToken), { origin }),
      });
    }
  });

  test("CompleteWebAuthnRegistration, a key of an algorithm that was not asked for, is not supported", async () => {
    const AccessToken = await tokenOf();
    const Credential = newAuthenticator("EdDSA").register(await start(AccessToken));
    expect((await server.refusal("CompleteWebAuthnRegistration", { AccessToken, Credential })).__type).toBe(
      "WebAuthnCredentialNotSupportedException",
    );
  });

  test("CompleteWebAuthnRegistration, the same answer twice, has no challenge any more", async () => {
    const AccessToken = await tokenOf();
    const Credential = newAuthenticator().register(await start(AccessToken));
    await server.call("CompleteWebAuthnRegistration", { AccessToken, Credential });
    expect((await server.refusal("CompleteWebAuthnRegistration", { AccessToken, Credential })).__type).toBe(
      "WebAuthnChallengeNotFoundException",
    );
  });

  test("CompleteWebAuthnRegistration, a passkey of somebody else, is refused", async () => {
    const authenticator = await registered();
    await newUser("eve");
    const AccessToken = await tokenOf("eve");
    const Credential = authenticator.register(await start(AccessToken));
    expect((await server.refusal("CompleteWebAuthnRegistration", { AccessToken, Credential })).__type).toBe("InvalidParameterException");
  });

  test("CompleteWebAuthnRegistration, through another client than it was started with, is refused", async () => {
    const Credential = newAuthenticator().register(await start(await tokenOf()));
    const AccessToken = await tokenOf("ada", await newClient());
    expect((await server.refusal("CompleteWebAuthnRegistration", { AccessToken, Credential })).__type).toBe(
      "WebAuthnClientMismatchException",
    );
  });

  test("CompleteWebAuthnRegistration, too late, has no challenge any more", async () => {
    const AccessToken = await tokenOf();
    const Credential = newAuthenticator().register(await start(AccessToken));
    server.advance(301);
    expect((await server.refusal("CompleteWebAuthnRegistration", { AccessToken, Credential })).__type).toBe(
      "WebAuthnChallengeNotFoundException",
    );
  });

  test("CompleteWebAuthnRegistration, a user who was not verified where the pool requires it, is refused", async () => {
    await configure({ RelyingPartyId: RP, UserVerification: "required" });
    expect(await refusedRegistration({ verified: false })).toBe("InvalidParameterException");
  });

  test("StartWebAuthnRegistration, twenty passkeys already, is one too many", async () => {
    for (let count = 0; count < 20; count += 1) await registered();
    expect((await server.refusal("StartWebAuthnRegistration", { AccessToken: await tokenOf() })).__type).toBe("LimitExceededException");
  });

  test("ListWebAuthnCredentials, more than a page, gives them all once", async () => {
    const made = [await registered(), await registered(), await registered()].map(({ id }) => id);
    const AccessToken = await tokenOf();
    const first = await server.call("ListWebAuthnCredentials", { AccessToken, MaxResults: 2 });
    const second = await server.call("ListWebAuthnCredentials", { AccessToken, MaxResults: 2, NextToken: first.NextToken });
    expect(second.NextToken).toBeUndefined();
    expect([...first.Credentials, ...second.Credentials].map(({ CredentialId }) => CredentialId).sort()).toEqual(made.sort());
  });
});

describe("signing in with a passkey", () => {
  test.each(["ES256", "RS256"] as const)("WEB_AUTHN, a signature by %s, gives tokens", async (algorithm) => {
    const authenticator = await registered("ada", algorithm);
    const asked = await begin();
    expect(asked).toMatchObject({ ChallengeName: "WEB_AUTHN", AvailableChallenges: ["WEB_AUTHN"], Session: expect.any(String) });
    const options = asked.ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS;
    expect(JSON.parse(String(options))).toEqual({
      challenge: expect.any(String),
      rpId: RP,
      timeout: 180000,
      allowCredentials: [{ type: "public-key", id: authenticator.id, transports: ["internal", "hybrid"] }],
      userVerification: "preferred",
    });
    const done = await server.call("RespondToAuthChallenge", answerOf(asked.Session, authenticator.sign(options)));
    expect((await server.call("GetUser", { AccessToken: done.AuthenticationResult.AccessToken })).Username).toBe("ada");
  });

  test("WEB_AUTHN, a user with a password too, is offered after the passwords and can be chosen both ways", async () => {
    const authenticator = await registered();
    const initiate = { ClientId: client, AuthFlow: "USER_AUTH", AuthParameters: { USERNAME: "ada" } };
    for (const choice of [{ ChallengeName: "SELECT_CHALLENGE", ANSWER: "WEB_AUTHN" }, { ChallengeName: "WEB_AUTHN" }]) {
      const { ChallengeName, ...chosen }: { readonly ChallengeName: string; readonly ANSWER?: string } = choice;
      const asked = await server.call("InitiateAuth", initiate);
      expect(asked).toMatchObject({
        ChallengeName: "SELECT_CHALLENGE",
        AvailableChallenges: ["PASSWORD_SRP", "PASSWORD", "WEB_AUTHN"],
        ChallengeParameters: {},
      });
      const next = await server.call("RespondToAuthChallenge", {
        ClientId: client,
        ChallengeName,
        Session: asked.Session,
        ChallengeResponses: { USERNAME: "ada", ...chosen },
      });
      expect(next.ChallengeName).toBe("WEB_AUTHN");
      const done = await server.call(
        "RespondToAuthChallenge",
        answerOf(next.Session, authenticator.sign(next.ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS)),
      );
      expect(done.AuthenticationResult.TokenType).toBe("Bearer");
    }
  });

  test.each<[string, Ceremony]>([
    ["another challenge", { challenge: Buffer.alloc(32).toString("base64url") }],
    ["another origin", { origin: "https://evil.org" }],
    ["another relying party", { rpId: "evil.org" }],
    ["a registration instead", { type: "webauthn.create" }],
    ["a counter that goes back", { counter: 0 }],
  ])("WEB_AUTHN, %s, is refused, and the session still takes the right answer", async (_what, at) => {
    const authenticator = await registered();
    const { Session, ChallengeParameters } = await begin();
    const options = ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS;
    expect(await server.refusal("RespondToAuthChallenge", answerOf(Session, authenticator.sign(options, at)))).toMatchObject({
      __type: "NotAuthorizedException",
      message: "Incorrect username or password.",
    });
    await server.call("RespondToAuthChallenge", answerOf(Session, authenticator.sign(options)));
  });

  test("WEB_AUTHN, one changed bit of the signature, is refused", async () => {
    const authenticator = await registered();
    const { Session, ChallengeParameters } = await begin();
    const credential = JSON.parse(authenticator.sign(ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS));
    const signature = Buffer.from(credential.response.signature, "base64url");
    signature[signature.length - 1]! ^= 1;
    credential.response.signature = signature.toString("base64url");
    expect((await server.refusal("RespondToAuthChallenge", answerOf(Session, JSON.stringify(credential)))).__type).toBe(
      "NotAuthorizedException",
    );
  });

  test.each(["nonsense", "null", "{}", '{"id":"x","response":{"clientDataJSON":"bm9uc2Vuc2U"}}'])(
    "WEB_AUTHN, the credential %s, is refused",
    async (credential) => {
      await registered();
      const { Session } = await begin();
      expect((await server.refusal("RespondToAuthChallenge", answerOf(Session, credential))).__type).toBe("NotAuthorizedException");
    },
  );

  test("WEB_AUTHN, the same signature twice, finds its session spent", async () => {
    const authenticator = await registered();
    const { Session, ChallengeParameters } = await begin();
    const answer = answerOf(Session, authenticator.sign(ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS));
    await server.call("RespondToAuthChallenge", answer);
    expect((await server.refusal("RespondToAuthChallenge", answer)).message).toBe(
      "Invalid session for the user, session can only be used once.",
    );
  });

  test("WEB_AUTHN, the passkey of somebody else, is refused", async () => {
    await registered();
    await newUser("eve");
    const other = await registered("eve");
    const { Session, ChallengeParameters } = await begin();
    expect(
      (await server.refusal("RespondToAuthChallenge", answerOf(Session, other.sign(ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS))))
        .__type,
    ).toBe("NotAuthorizedException");
  });

  test("WEB_AUTHN, a passkey that was deleted meanwhile, is refused", async () => {
    const authenticator = await registered();
    const { Session, ChallengeParameters } = await begin();
    await server.call("DeleteWebAuthnCredential", { AccessToken: await tokenOf(), CredentialId: authenticator.id });
    expect(
      (
        await server.refusal(
          "RespondToAuthChallenge",
          answerOf(Session, authenticator.sign(ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS)),
        )
      ).__type,
    ).toBe("NotAuthorizedException");
  });

  test("WEB_AUTHN, no passkey of the pool's relying party, is not offered", async () => {
    await registered();
    await configure({ RelyingPartyId: "example.org" });
    expect((await begin()).AvailableChallenges).toEqual(["PASSWORD_SRP", "PASSWORD"]);
  });

  test("WEB_AUTHN, in a pool where a verified passkey counts as two factors, needs the user verified and no second factor", async () => {
    const multi = { RelyingPartyId: RP, UserVerification: "required", FactorConfiguration: "MULTI_FACTOR_WITH_USER_VERIFICATION" };
    const authenticator = await registered();
    await configure(multi, { MfaConfiguration: "ON", SoftwareTokenMfaConfiguration: { Enabled: true } });
    const { Session, ChallengeParameters } = await begin();
    const options = ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS;
    expect(
      (await server.refusal("RespondToAuthChallenge", answerOf(Session, authenticator.sign(options, { verified: false })))).__type,
    ).toBe("NotAuthorizedException");
    expect(
      (await server.call("RespondToAuthChallenge", answerOf(Session, authenticator.sign(options)))).AuthenticationResult.TokenType,
    ).toBe("Bearer");
  });

  test("WEB_AUTHN, in a pool where a passkey counts as one factor, is followed by the second", async () => {
    const authenticator = await registered();
    await configure({ RelyingPartyId: RP }, { MfaConfiguration: "ON", SoftwareTokenMfaConfiguration: { Enabled: true } });
    const { Session, ChallengeParameters } = await begin();
    const next = await server.call(
      "RespondToAuthChallenge",
      answerOf(Session, authenticator.sign(ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS)),
    );
    expect(next.ChallengeName).toBe("MFA_SETUP");
  });

  test("GetUserAuthFactors, a user with a passkey, names it", async () => {
    await registered();
    expect((await server.call("GetUserAuthFactors", { AccessToken: await tokenOf() })).ConfiguredUserAuthFactors).toEqual([
      "PASSWORD",
      "WEB_AUTHN",
    ]);
  });

  test("AdminDeleteUser, a user with a passkey, frees it for another one", async () => {
    const authenticator = await registered();
    await server.call("AdminDeleteUser", { UserPoolId: pool, Username: "ada" });
    await newUser("eve");
    const AccessToken = await tokenOf("eve");
    await server.call("CompleteWebAuthnRegistration", { AccessToken, Credential: authenticator.register(await start(AccessToken)) });
  });
});
