import { constants, createHmac, hash, type KeyObject, timingSafeEqual, verify } from 'node:crypto';
import { CommonFault } from '../fault.ts';
import { canonicalRequest } from './canonical-request.ts';
import { parsePairs } from './form-parameters.ts';
import { headerValue, type WireRequest } from './request.ts';
import { signingKey } from './signing-key.ts';

const ALGORITHM = 'AWS4-HMAC-SHA256';
const MAX_SKEW_SECONDS = 15 * 60;
const MAX_EXPIRES_SECONDS = 7 * 24 * 60 * 60;

/** What a request says about its signature; nothing of it is proven until `verifySignature` returns. */
export interface Signature {
  /** `presigned` signatures stand in the query string and live for `expiresSeconds`. */
  readonly form: 'header' | 'presigned';
  readonly accessKeyId: string;
  /** The day in the credential scope, `YYYYMMDD`. */
  readonly date: string;
  /** When the request was signed, `YYYYMMDDTHHMMSSZ`. */
  readonly amzDate: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly expiresSeconds?: number;
  readonly sessionToken?: string;
}

/** Whether a request claims to be signed at all. */
export const isSigned = (request: WireRequest): boolean =>
  headerValue(request, 'authorization') !== undefined || request.rawQuery.includes('X-Amz-');

/** Reads the signature of a request. Throws a CommonFault that says what is missing or malformed. */
export function parseSignature(request: WireRequest): Signature {
  const authorization = headerValue(request, 'authorization');
  const query = request.rawQuery.includes('X-Amz-') ? new Map(parsePairs(request.rawQuery)) : new Map();
  const presigned = query.has('X-Amz-Signature') || query.has('X-Amz-Algorithm');
  if (authorization !== undefined && presigned)
    throw incomplete('The request is signed twice, in the Authorization header and in the query string.');
  if (authorization !== undefined) return parseHeader(request, authorization);
  if (presigned) return parseQuery(query);
  throw new CommonFault('MissingAuthentication', 'The request is missing an authentication token.');
}

interface Expected {
  readonly now: Date;
  /** The service that the credential must be scoped to, where it is known. */
  readonly service?: string;
}

/**
 * Proves that the request was signed with the secret, recently, and for `service` where it is given. Throws a
 * CommonFault where it was not.
 */
export function verifySignature(
  request: WireRequest,
  signature: Signature,
  { secretAccessKey, ...expected }: Expected & { readonly secretAccessKey: string },
): void {
  const text = stringToSign(request, signature, expected);
  const computed = Buffer.from(createHmac('sha256', signingKey(secretAccessKey, signature)).update(text).digest('hex'));
  const given = Buffer.from(signature.signature);
  if (given.length !== computed.length || !timingSafeEqual(given, computed))
    throw mismatch(
      'The request signature does not match the one that the secret access key gives. Check the secret access key and the signing method.',
    );
}

/**
 * Proves that a managed server signed the request with the private part of its RSA key: RSA-PSS with SHA-256 and a salt of
 * 32 bytes, over the same text as any signature, written in Base64 (seen on the wire of amazon-ssm-agent).
 */
export function verifyMachineSignature(
  request: WireRequest,
  signature: Signature,
  { publicKey, ...expected }: Expected & { readonly publicKey: KeyObject },
): void {
  const text = Buffer.from(stringToSign(request, signature, expected));
  const key = { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  if (!verify('sha256', text, key, Buffer.from(signature.signature, 'base64')))
    throw mismatch(`The request is not signed with the key that ${signature.accessKeyId} is registered with.`);
}

/** What is signed, of a request whose time, scope and signed headers are in order. */
function stringToSign(request: WireRequest, signature: Signature, { now, service }: Expected): string {
  checkTime(signature, now);
  if (!signature.amzDate.startsWith(signature.date))
    throw mismatch(`The credential scope is for ${signature.date}, but the request is of ${signature.amzDate}.`);
  if (service !== undefined && signature.service !== service)
    throw mismatch(`The credential is scoped to the service '${signature.service}': expected '${service}'.`);
  checkSignedHeaders(request, signature);
  const { amzDate, date, region } = signature;
  const canonical = hash('sha256', canonicalRequest(request, signature, payloadHash(request)));
  return `${ALGORITHM}\n${amzDate}\n${date}/${region}/${signature.service}/aws4_request\n${canonical}`;
}

function parseHeader(request: WireRequest, authorization: string): Signature {
  if (!authorization.startsWith(`${ALGORITHM} `))
    throw incomplete(`The Authorization header uses another algorithm: expected ${ALGORITHM}.`);
  const fields = new Map<string, string>();
  for (const field of authorization.slice(ALGORITHM.length).split(',')) {
    const equals = field.indexOf('=');
    if (equals > 0) fields.set(field.slice(0, equals).trim(), field.slice(equals + 1).trim());
  }
  requireAll(fields, ['Credential', 'SignedHeaders', 'Signature'], 'The Authorization header');
  return {
    form: 'header',
    ...parseCredential(fields.get('Credential') as string),
    amzDate: headerDate(request),
    signedHeaders: parseSignedHeaders(fields.get('SignedHeaders') as string),
    signature: fields.get('Signature') as string,
    ...withToken(headerValue(request, 'x-amz-security-token')),
  };
}

function parseQuery(query: ReadonlyMap<string, string>): Signature {
  requireAll(
    query,
    ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date', 'X-Amz-SignedHeaders', 'X-Amz-Signature'],
    'The query string',
  );
  if (query.get('X-Amz-Algorithm') !== ALGORITHM)
    throw incomplete(`X-Amz-Algorithm names another algorithm: expected ${ALGORITHM}.`);
  return {
    form: 'presigned',
    ...parseCredential(query.get('X-Amz-Credential') as string),
    amzDate: checkAmzDate(query.get('X-Amz-Date') as string),
    signedHeaders: parseSignedHeaders(query.get('X-Amz-SignedHeaders') as string),
    signature: query.get('X-Amz-Signature') as string,
    expiresSeconds: parseExpires(query.get('X-Amz-Expires')),
    ...withToken(query.get('X-Amz-Security-Token')),
  };
}

function requireAll(fields: ReadonlyMap<string, string>, names: readonly string[], where: string): void {
  const missing = names.filter((name) => !fields.get(name));
  if (missing.length > 0) throw incomplete(`${where} lacks ${missing.join(', ')}.`);
}

function parseCredential(credential: string): Pick<Signature, 'accessKeyId' | 'date' | 'region' | 'service'> {
  const match = /^(\w{1,128}|mi-[0-9a-f]{17})\/(\d{8})\/([a-z0-9-]{1,64})\/([a-z0-9-]{1,64})\/aws4_request$/.exec(
    credential,
  );
  if (!match)
    throw incomplete('The Credential is malformed: expected ACCESS_KEY_ID/YYYYMMDD/REGION/SERVICE/aws4_request.');
  const [, accessKeyId, date, region, service] = match as unknown as [string, string, string, string, string];
  return { accessKeyId, date, region, service };
}

function parseSignedHeaders(list: string): string[] {
  const names = list.split(';');
  if (!names.every((name) => /^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name)))
    throw incomplete('SignedHeaders is malformed: expected header names in lower case, separated by semicolons.');
  return names;
}

/** AWS takes the Date header where X-Amz-Date is absent, in either form. */
function headerDate(request: WireRequest): string {
  const amzDate = headerValue(request, 'x-amz-date');
  if (amzDate !== undefined) return checkAmzDate(amzDate);
  const date = headerValue(request, 'date');
  if (date === undefined) throw incomplete('The request lacks the header X-Amz-Date or Date.');
  const milliseconds = Date.parse(date);
  return checkAmzDate(Number.isNaN(milliseconds) ? date : formatAmzDate(milliseconds));
}

function checkAmzDate(text: string): string {
  if (!/^\d{8}T\d{6}Z$/.test(text))
    throw incomplete('The date of the request is malformed: expected YYYYMMDDTHHMMSSZ.');
  return text;
}

/** Without X-Amz-Expires a presigned request lives as long as any other. */
function parseExpires(text: string | undefined): number {
  if (text === undefined) return MAX_SKEW_SECONDS;
  const seconds = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (seconds < 1 || seconds > MAX_EXPIRES_SECONDS)
    throw incomplete(`X-Amz-Expires is out of range: expected 1 to ${MAX_EXPIRES_SECONDS} seconds.`);
  return seconds;
}

const withToken = (sessionToken: string | undefined): { sessionToken?: string } =>
  sessionToken ? { sessionToken } : {};

function checkTime({ amzDate, expiresSeconds = MAX_SKEW_SECONDS }: Signature, now: Date): void {
  const [year, month, day, hour, minute, second] = (amzDate.match(/\d{4}(?=\d{4}T)|\d\d/g) ?? []).map(Number);
  const signed = Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second);
  const oldest = now.getTime() - expiresSeconds * 1000;
  const newest = now.getTime() + MAX_SKEW_SECONDS * 1000;
  if (signed < oldest)
    throw expired(
      `Signature expired: ${amzDate} is now earlier than ${formatAmzDate(oldest)} (${expiresSeconds} s ago).`,
    );
  if (signed > newest)
    throw expired(`Signature not yet current: ${amzDate} is still later than ${formatAmzDate(newest)} (in 15 min).`);
}

/**
 * An unsigned host could be another server's request, and an unsigned `x-amz-` header could be anybody's; but the hash of
 * the body, which amazon-ssm-agent leaves unsigned, is compared with the body itself.
 */
function checkSignedHeaders(request: WireRequest, { signedHeaders }: Signature): void {
  const mustSign = Object.keys(request.headers).filter(
    (name) => name.startsWith('x-amz-') && name !== 'x-amz-content-sha256',
  );
  for (const name of ['host', ...mustSign])
    if (!signedHeaders.includes(name)) throw mismatch(`The header ${name} must be among the SignedHeaders.`);
  for (const name of signedHeaders)
    if (headerValue(request, name) === undefined) throw mismatch(`The signed header ${name} is not in the request.`);
}

function payloadHash(request: WireRequest): string {
  const computed = hash('sha256', request.body);
  const given = headerValue(request, 'x-amz-content-sha256');
  if (given !== undefined && given !== computed)
    throw mismatch('X-Amz-Content-Sha256 is not the SHA-256 of the body; only S3 takes an unsigned payload.');
  return computed;
}

const formatAmzDate = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace(/[-:]|\.\d{3}/g, '');

const incomplete = (message: string): CommonFault => new CommonFault('IncompleteSignature', message);
const mismatch = (message: string): CommonFault => new CommonFault('SignatureMismatch', message);
const expired = (message: string): CommonFault => new CommonFault('RequestExpired', message);
