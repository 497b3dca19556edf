import { createHash, sign } from "node:crypto";
import type { Clock } from "../lib/clock.ts";
import { uuid } from "../lib/ids.ts";
import { accessClaims, idClaims, machineClaims, type Occasion, occasionOf } from "./claims.ts";
import type { Claims, DerivedGrant, DerivedToken, Grant, Issued, MachineGrant } from "./grant.ts";
import { type IssuerSettings, issuerOf } from "./issuer.ts";
import type { KeyStore, LiveKey, LiveKeys } from "./keys.ts";
import { sealRefresh } from "./refresh.ts";

const AT_HASH_BYTES = 16;

export function createIssuing({ keys, clock, settings }: { keys: KeyStore; clock: Clock; settings: IssuerSettings }) {
  const issue = async (grant: Grant): Promise<Issued> => {
    const live = await keys.get(grant.pool.id);
    const occasion = occasionOf(grant, { now: clock.now(), issuer: issuerOf(settings, grant.pool) });
    const { access, id } = await claimsOf(grant, occasion);
    const [accessToken, idToken] = await (grant.source === "oauth" ? signBound : signBoth)(live, access, id);
    const refreshToken = grant.refresh === false ? undefined : sealRefresh(live, refreshOf(grant, occasion));
    return { accessToken, idToken, refreshToken, expiresIn: lifetimeOf(access) };
  };
  const issueMachine = async (grant: MachineGrant): Promise<Issued> => {
    const { pool, customize } = grant;
    const { access: key } = await keys.get(pool.id);
    const claims = machineClaims(grant, { now: clock.now(), issuer: issuerOf(settings, pool) });
    const { access } = customize ? await customize({ access: claims }) : { access: claims };
    return { accessToken: await signJwt(key, access), expiresIn: lifetimeOf(access) };
  };
  const issueDerived = async (grant: DerivedGrant): Promise<DerivedToken> => {
    const live = await keys.get(grant.pool.id);
    const { access, id } = await claimsOf(grant, occasionOf(grant, { now: clock.now(), issuer: issuerOf(settings, grant.pool) }));
    if (grant.kind === "access")
      return { token: await signJwt(live.access, access), expiresIn: lifetimeOf(access), scopes: scopesIn(access) };
    if (!id) throw new Error("An ID token of the OAuth endpoints needs the scope openid.");
    return { token: await signJwt(live.id, id), expiresIn: lifetimeOf(id), scopes: [] };
  };
  return { issue, issueMachine, issueDerived };
}

const scopesIn = ({ scope }: Claims): string[] => (typeof scope === "string" ? scope.split(" ").filter(Boolean) : []);

const lifetimeOf = ({ exp, iat }: Claims): number => Number(exp) - Number(iat);

async function claimsOf(grant: Grant, occasion: Occasion) {
  const claims = { access: accessClaims(grant, occasion), id: idClaims(grant, occasion) };
  return grant.customize ? grant.customize(claims) : claims;
}

const refreshOf = ({ pool, client, user, ...grant }: Grant, { now, authTime, originJti, eventId, scopes }: Occasion) => ({
  poolId: pool.id,
  id: uuid(),
  sub: user.sub,
  username: user.username,
  clientId: client.id,
  originJti,
  authTime,
  issuedAt: now,
  expiresAt: grant.refreshExpiresAt ?? now + client.refreshTokenSeconds * 1000,
  eventId,
  scopes,
  source: grant.source ?? "api",
  deviceKey: grant.deviceKey,
  nonce: grant.nonce,
  resource: grant.resource,
});

/** Both at once, each on a thread of its own. */
const signBoth = (live: LiveKeys, access: Claims, id?: Claims) => Promise.all([signJwt(live.access, access), id && signJwt(live.id, id)]);

/** The ID token of the OAuth endpoints names the access token (OpenID Connect Core section 3.1.3.6), so it comes second. */
async function signBound(live: LiveKeys, access: Claims, id?: Claims): Promise<[string, string | undefined]> {
  const accessToken = await signJwt(live.access, access);
  const at_hash = createHash("sha256").update(accessToken).digest().subarray(0, AT_HASH_BYTES).toString("base64url");
  return [accessToken, id && (await signJwt(live.id, { at_hash, ...id }))];
}

/** Node's own signing on libuv's threads, and not jose's: it costs the main thread less, and allows the header's order. */
function signJwt({ header, privateKey }: LiveKey, claims: Claims): Promise<string> {
  const input = `${header}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}`;
  return new Promise((resolve, reject) =>
    sign("RSA-SHA256", Buffer.from(input), privateKey, (error, signature) =>
      error ? reject(error) : resolve(`${input}.${signature.toString("base64url")}`),
    ),
  );
}
