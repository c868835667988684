import { parsePairs } from './form-parameters.ts';
import { headerValue, type WireRequest } from './request.ts';

/** The text that Signature Version 4 hashes. `payloadHash` is the body's SHA-256 in hexadecimal. */
export function canonicalRequest(
  request: WireRequest,
  signature: { form: 'header' | 'presigned'; signedHeaders: readonly string[] },
  payloadHash: string,
): string {
  const headers = signature.signedHeaders.map((name) => `${name}:${canonicalHeader(request, name)}\n`).join('');
  const query = canonicalQuery(request.rawQuery, signature.form === 'presigned');
  return `${request.method}\n${canonicalPath(request.path)}\n${query}\n${headers}\n${signature.signedHeaders.join(';')}\n${payloadHash}`;
}

const canonicalHeader = (request: WireRequest, name: string): string =>
  (headerValue(request, name) ?? '').trim().replace(/\s+/g, ' ');

/** The path as it was sent, so already encoded once, normalized and encoded again: only S3 does without. */
function canonicalPath(path: string): string {
  if (path === '/') return path;
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(encode(segment));
  }
  return `/${segments.join('/')}${segments.length > 0 && path.endsWith('/') ? '/' : ''}`;
}

function canonicalQuery(rawQuery: string, presigned: boolean): string {
  if (!rawQuery) return '';
  const pairs: [key: string, value: string][] = [];
  for (const [key, value] of parsePairs(rawQuery))
    if (!presigned || key !== 'X-Amz-Signature') pairs.push([encode(key), encode(value)]);
  return pairs
    .sort(([aKey, aValue], [bKey, bValue]) => compare(aKey, bKey) || compare(aValue, bValue))
    .map(([key, value]) => `${key}=${value}`)
    .join('&');
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Percent-encoding of everything but RFC 3986's unreserved characters. */
const encode = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
