import type { IncomingMessage } from 'node:http';
import { CommonFault } from '../fault.ts';
import { identify } from './identify.ts';
import type { WireRequest } from './request.ts';

/** The largest body that is read, in bytes, where the operation takes no larger one. */
export const BODY_BYTES = 1024 * 1024;

/** What is no larger is read whatever else is. */
const SMALL_BYTES = 64 * 1024;

/** How many bytes the body of a request may have, by what its headers say that it is for. */
export function bodyLimit(request: WireRequest): number {
  const { service, operation = '' } = identify(request);
  return service?.allowances?.get(operation)?.bodyBytes ?? BODY_BYTES;
}

/**
 * The body of a request, chunked or not. Rejects with a CommonFault once it is known to be larger than `limit`, or when it
 * breaks off, or with what `hold` throws, which is told of the bytes of a body that is not small, and of all so far; the
 * connection stays open for the answer.
 */
export function readBody(
  message: IncomingMessage,
  limit: number,
  hold: (bytes: number, length: number) => void = () => {},
): Promise<Buffer> {
  if (Number(message.headers['content-length'] ?? 0) > limit) return Promise.reject(tooLarge(limit));
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let length = 0;
  const onData = (chunk: Buffer): void => {
    length += chunk.length;
    try {
      if (length > limit) throw tooLarge(limit);
      if (length > SMALL_BYTES) hold(chunk.length, length);
      chunks.push(chunk);
    } catch (error) {
      message.off('data', onData);
      reject(error);
    }
  };
  message.on('data', onData);
  message.once('end', () => resolve(Buffer.concat(chunks)));
  message.once('error', () => reject(new CommonFault('MalformedRequest', 'The request breaks off.')));
  return promise;
}

const tooLarge = (limit: number): CommonFault =>
  new CommonFault('RequestTooLarge', `The request is larger than ${limit} bytes.`);
