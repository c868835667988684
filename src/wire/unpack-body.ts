import { gunzipSync } from 'node:zlib';
import { CommonFault } from '../fault.ts';
import { BODY_BYTES } from './read-body.ts';
import { headerValue, type WireRequest } from './request.ts';
import { clip } from './scalar.ts';

/**
 * The body of a request as it was before its client compressed it, which some do with long ones. It may be no larger than
 * one that was not. Throws a CommonFault.
 */
export function unpackBody(request: WireRequest, limit: number = BODY_BYTES): Buffer {
  const encoding = headerValue(request, 'content-encoding') ?? 'identity';
  if (encoding === 'identity') return request.body;
  if (encoding !== 'gzip')
    throw new CommonFault('MalformedRequest', `The Content-Encoding is ${clip(encoding)}: expected gzip, or none.`);
  try {
    return gunzipSync(request.body, { maxOutputLength: limit });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
      ? new CommonFault('RequestTooLarge', `The request is larger than ${limit} bytes once it is unpacked.`)
      : new CommonFault('MalformedRequest', 'The request body is not what its Content-Encoding says: expected gzip.');
  }
}
