import {
  calculateJwkThumbprint,
  decodeProtectedHeader,
  errors,
  exportJWK,
  exportPKCS8,
  generateKeyPair,
  importJWK,
  importPKCS8,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose';
import type { Kysely } from 'kysely';
import type { DB } from '../store/schema.ts';
import { insertTokenKey, readTokenKeys, type TokenKeyRow } from '../store/token-key.ts';
import { ensureKey } from './ensure-key.ts';
import { kept } from './kept.ts';
import type { SecretBox } from './secret-box.ts';

/** Refresh tokens are told from access tokens by this in their header (RFC 8725, 3.11), so that neither serves as the other. */
const TYPES = { refresh: 'refresh+jwt', access: 'JWT' } as const;
const CHECKOUT = 'checkout+jwt';

/** What all OpenID clients understand, for tokens; and what the model calls JWT_PS384, for what is checked out. */
const ALGORITHMS = { token: 'RS256', checkout: 'PS384' } as const;
type Algorithm = (typeof ALGORITHMS)[keyof typeof ALGORITHMS];

/** What a token of this installation says, or why it is of no use; undefined where it is of somebody else. */
export type OpenedToken =
  | { readonly claims: JWTPayload }
  | { readonly problem: string; readonly isExpired: boolean }
  | undefined;

/** Signs and opens the tokens of issued licenses, with keys that all servers on a database share. */
export interface LicenseTokens {
  /** The URL below which the keys are published (OpenID Connect Discovery 1.0). */
  readonly issuer: string;
  readonly algorithms: readonly string[];
  readonly sign: (
    type: keyof typeof TYPES,
    claims: JWTPayload,
    good: { readonly from: Date; readonly until: Date },
  ) => Promise<string>;
  readonly open: (type: keyof typeof TYPES, token: string, now: Date) => Promise<OpenedToken>;
  /** A statement of what is checked out, as a JSON Web Token without claims of its own. */
  readonly signCheckout: (statement: JWTPayload) => Promise<string>;
  /** What the keys are verified by, as a JSON Web Key Set. */
  readonly publicKeys: () => Promise<{ readonly keys: readonly object[] }>;
}

interface Means {
  readonly db: Kysely<DB>;
  readonly secretBox: SecretBox;
  /** The URL by which others reach this server. */
  readonly publicUrl: string;
}

export function createLicenseTokens({ db, secretBox, publicUrl }: Means): LicenseTokens {
  const issuer = `${publicUrl.replace(/\/$/, '')}${ISSUER_PATH}`;
  const find = (algorithm: Algorithm) => async () => {
    const { keyId, sealed } = await ensureKey(db, {
      of: 'token',
      find: async (at) => (await readTokenKeys(at)).find((key) => key.algorithm === algorithm),
      make: () => makeKey(secretBox, algorithm),
      insert: insertTokenKey,
    });
    return { keyId, privateKey: await importPKCS8(secretBox.open(keyId, sealed), algorithm) };
  };
  const [tokenKey, checkoutKey] = [kept(find(ALGORITHMS.token)), kept(find(ALGORITHMS.checkout))];
  const keyNamed = async (keyId: unknown) => (await readTokenKeys(db)).find((key) => key.keyId === keyId);
  return {
    issuer,
    algorithms: [ALGORITHMS.token],
    sign: async (type, claims, { from, until }) => {
      const { keyId, privateKey } = await tokenKey();
      return new SignJWT(claims)
        .setProtectedHeader({ alg: ALGORITHMS.token, kid: keyId, typ: TYPES[type] })
        .setIssuer(issuer)
        .setIssuedAt(from)
        .setExpirationTime(until)
        .sign(privateKey);
    },
    signCheckout: async (statement) => {
      const { keyId, privateKey } = await checkoutKey();
      const header = { alg: ALGORITHMS.checkout, kid: keyId, typ: CHECKOUT };
      return new SignJWT(statement).setProtectedHeader(header).sign(privateKey);
    },
    open: async (type, token, now) => {
      const key = await keyNamed(keyIdOf(token));
      return key && verify(token, { key, typ: TYPES[type], now });
    },
    publicKeys: async () => {
      await Promise.all([tokenKey(), checkoutKey()]);
      return { keys: (await readTokenKeys(db)).map(({ publicJwk }) => publicJwk) };
    },
  };
}

/** Where the issuer of tokens is, below the server's URL. */
export const ISSUER_PATH = '/openid-license-manager';

/** By whichever URL a server is known: a token is of this installation where one of its keys signed it. */
function keyIdOf(token: string): unknown {
  try {
    return decodeProtectedHeader(token).kid;
  } catch {
    return undefined;
  }
}

async function verify(
  token: string,
  { key, typ, now }: { readonly key: TokenKeyRow; readonly typ: string; readonly now: Date },
): Promise<OpenedToken> {
  try {
    const publicKey = await importJWK(key.publicJwk, key.algorithm);
    const checks = { algorithms: [key.algorithm], typ, currentDate: now, requiredClaims: ['exp', 'sub', 'aud'] };
    const { payload } = await jwtVerify(token, publicKey, checks);
    return { claims: payload };
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    return { problem: error.message, isExpired: error instanceof errors.JWTExpired };
  }
}

async function makeKey(secretBox: SecretBox, algorithm: Algorithm): Promise<TokenKeyRow> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk = await exportJWK(publicKey);
  const keyId = await calculateJwkThumbprint(jwk);
  const publicJwk = { ...jwk, kid: keyId, alg: algorithm, use: 'sig' };
  return { keyId, algorithm, publicJwk, sealed: secretBox.seal(keyId, await exportPKCS8(privateKey)) };
}
