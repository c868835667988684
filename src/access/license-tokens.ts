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
import { insertTokenKey, lockTokenKeys, readTokenKeys, type TokenKeyRow } from '../store/token-key.ts';
import { kept } from './kept.ts';
import type { SecretBox } from './secret-box.ts';

/** Refresh tokens are told from access tokens by this in their header (RFC 8725, 3.11), so that neither serves as the other. */
const TYPES = { refresh: 'refresh+jwt', access: 'JWT' } as const;

/** What OpenID clients understand of all, and the tokens of License Manager are signed by. */
const ALGORITHM = 'RS256';

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
  const find = kept(async () => {
    const { keyId, sealed } = await ensureKey(db, secretBox);
    return { keyId, privateKey: await importPKCS8(secretBox.open(keyId, sealed), ALGORITHM) };
  });
  const keyNamed = async (keyId: unknown) => (await readTokenKeys(db)).find((key) => key.keyId === keyId);
  return {
    issuer,
    algorithms: [ALGORITHM],
    sign: async (type, claims, { from, until }) => {
      const { keyId, privateKey } = await find();
      return new SignJWT(claims)
        .setProtectedHeader({ alg: ALGORITHM, kid: keyId, typ: TYPES[type] })
        .setIssuer(issuer)
        .setIssuedAt(from)
        .setExpirationTime(until)
        .sign(privateKey);
    },
    open: async (type, token, now) => {
      const key = await keyNamed(keyIdOf(token));
      return key && verify(token, { key, typ: TYPES[type], now });
    },
    publicKeys: async () => {
      await find();
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

/** Of servers that sign their first token at once, one makes the key. */
async function ensureKey(db: Kysely<DB>, secretBox: SecretBox): Promise<TokenKeyRow> {
  const [newest] = await readTokenKeys(db);
  return newest ?? makeKey(db, secretBox);
}

async function makeKey(db: Kysely<DB>, secretBox: SecretBox): Promise<TokenKeyRow> {
  const { publicKey, privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const jwk = await exportJWK(publicKey);
  const keyId = await calculateJwkThumbprint(jwk);
  const made: TokenKeyRow = {
    keyId,
    algorithm: ALGORITHM,
    publicJwk: { ...jwk, kid: keyId, alg: ALGORITHM, use: 'sig' },
    sealed: secretBox.seal(keyId, await exportPKCS8(privateKey)),
  };
  return db.transaction().execute(async (trx) => {
    await lockTokenKeys(trx);
    const [there] = await readTokenKeys(trx);
    if (!there) await insertTokenKey(trx, made);
    return there ?? made;
  });
}
