import {
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import {
  type FetchDocument,
  identityOf,
  isOfInstallation,
  type OpenIdProvider,
  ProviderAway,
  type WebIdentity,
} from '../domain/identities/openid-provider.ts';
import { Fault } from '../fault.ts';

export interface WebIdentities {
  /** The provider that a token says it is of. Faults InvalidIdentityToken where it is no token. */
  readonly issuerOf: (token: string) => string;
  /** A provider that the settings name, by the issuer of its tokens. */
  readonly ofInstallation: (issuer: string) => OpenIdProvider | undefined;
  /** Who has a token. Faults ExpiredTokenException, InvalidIdentityToken, IDPCommunicationError and IDPRejectedClaim. */
  readonly verify: (token: string, provider: OpenIdProvider, now: Date) => Promise<WebIdentity>;
}

export interface WebIdentitiesOptions {
  readonly fetchDocument: FetchDocument;
  /** The providers that the settings name, whom every account can trust by their names. */
  readonly providers?: readonly OpenIdProvider[];
  /** Milliseconds, after its keys were fetched, in which a provider is not asked for a key that it did not have. */
  readonly cooldownMs?: number;
}

/** Those that AWS takes ("Obtain OIDC tokens"): all by key pairs, so that no public key can serve as a shared secret. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'];
/** How far the clock of a provider may be ahead, in seconds. */
const AHEAD = 300;
/** Providers whose keys are kept; of more, the one that was idle longest is asked anew. */
const KEPT = 1_000;
/** Milliseconds for which keys are kept, where the provider is asked again, and for which it is left alone after a failure. */
const KEYS_MS = 600_000;
const FAILURE_MS = 5_000;

/** Verifies tokens of OpenID providers by the keys that these publish (OpenID Connect Discovery 1.0). */
export function createWebIdentities({
  fetchDocument,
  providers = [],
  cooldownMs = 5_000,
}: WebIdentitiesOptions): WebIdentities {
  const known = new Map<string, { readonly keys: Promise<JWTVerifyGetKey>; readonly until: number }>();
  const keysOf = (provider: OpenIdProvider): Promise<JWTVerifyGetKey> => {
    const { issuer, thumbprints } = provider;
    // One account's thumbprints are not believed for another, nor may it look where the operator may.
    const id = JSON.stringify([issuer, thumbprints, isOfInstallation(provider)]);
    const entry = known.get(id);
    if (entry && Date.now() < entry.until) return entry.keys;
    const keys = discover(provider, fetchDocument, cooldownMs);
    known.delete(id);
    known.set(id, { keys, until: Date.now() + KEYS_MS });
    keys.catch(() => known.set(id, { keys, until: Date.now() + FAILURE_MS }));
    if (known.size > KEPT) known.delete(known.keys().next().value!);
    return keys;
  };
  return {
    issuerOf: (token) => {
      const issuer = readClaims(token).iss;
      if (typeof issuer === 'string' && issuer !== '') return issuer;
      throw invalid('The token names no issuer (iss).');
    },
    ofInstallation: (issuer) => providers.find((provider) => provider.issuer === issuer),
    verify: async (token, provider, now) => {
      checkTime(readClaims(token), now);
      const claims = await verifySignature(token, { provider, now, keysOf });
      const identity = identityOf(claims, provider);
      if ('problem' in identity) throw invalid(`The token is of no use: ${identity.problem}.`);
      if (!identity.audience.some((audience) => provider.clientIds.includes(audience)))
        throw invalid(
          `Incorrect token audience: ${JSON.stringify(identity.audience)} is not among the client IDs of ${provider.name}.`,
        );
      return identity;
    },
  };
}

const invalid = (message: string): Fault => new Fault('InvalidIdentityToken', message);

function readClaims(token: string): JWTPayload {
  try {
    return decodeJwt(token);
  } catch {
    throw invalid('The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)');
  }
}

/** Told before the signature is looked at, for a client whose token is too old has to get another one whatever it says. */
function checkTime({ exp }: JWTPayload, now: Date): void {
  if (typeof exp !== 'number' || !Number.isFinite(exp))
    throw invalid('The token has no time at which it expires (exp).');
  if (exp * 1000 > now.getTime()) return;
  throw new Fault(
    'ExpiredTokenException',
    `Token expired: current date/time ${Math.floor(now.getTime() / 1000)} must be before the expiration date/time ${exp}`,
  );
}

interface Verifying {
  readonly provider: OpenIdProvider;
  readonly now: Date;
  readonly keysOf: (provider: OpenIdProvider) => Promise<JWTVerifyGetKey>;
}

async function verifySignature(token: string, { provider, now, keysOf }: Verifying): Promise<JWTPayload> {
  const { issuer } = provider;
  try {
    const { payload } = await jwtVerify(token, await keysOf(provider), {
      ...{ issuer, algorithms: ALGORITHMS, currentDate: now, clockTolerance: AHEAD },
      requiredClaims: ['sub', 'aud', 'iat', 'exp'],
    });
    return payload;
  } catch (error) {
    throw faultOf(error, provider);
  }
}

function faultOf(error: unknown, { name }: OpenIdProvider): unknown {
  const { message } = error as Error;
  if (error instanceof ProviderAway || error instanceof errors.JWKSTimeout)
    return new Fault('IDPCommunicationError', `${name} could not be asked for its keys: ${message}. Try again.`);
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf')
    return new Fault('IDPRejectedClaim', `The token is not good yet: ${message}.`);
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return invalid(`No key of ${name} is the one that the token names: ${message}.`);
  if (error instanceof Unusable || error instanceof errors.JWKSInvalid)
    return invalid(`Couldn't retrieve verification key from your identity provider, ${name}: ${message}.`);
  if (error instanceof errors.JOSEError) return invalid(`The token cannot be believed: ${message}.`);
  return error;
}

/** What a provider answered with is not what was asked for. */
class Unusable extends Error {}

async function discover(
  provider: OpenIdProvider,
  fetchDocument: FetchDocument,
  cooldownDuration: number,
): Promise<JWTVerifyGetKey> {
  const { issuer, thumbprints } = provider;
  const fetching = { thumbprints, anywhere: isOfInstallation(provider) };
  const get = async (url: string) => JSON.parse(await fetchDocument(url, fetching).catch(asUnusable));
  const place = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const { issuer: told, jwks_uri: keys } = (await get(place).catch(asUnusable)) ?? {};
  if (told !== issuer) throw new Unusable(`${place} is about another issuer, ${JSON.stringify(told)}`);
  const url = typeof keys === 'string' ? URL.parse(keys) : null;
  if (!url) throw new Unusable(`${place} names no jwks_uri`);
  return createRemoteJWKSet(url, {
    cooldownDuration,
    cacheMaxAge: KEYS_MS,
    [customFetch]: async (from) => Response.json(await get(from).catch(asUnusable)),
  });
}

function asUnusable(error: Error): never {
  throw error instanceof ProviderAway ? error : new Unusable(error.message);
}
