import { constants, createHash, type KeyObject, sign } from 'node:crypto';
import type { JsonRequest } from './json-call.ts';

const SIGNED_HEADERS = ['content-type', 'host', 'x-amz-date', 'x-amz-target'];

/**
 * The request as a machine signs it before it has credentials: like SigV4, but what stands for the access key is the
 * machine's id, and the signature is RSA-PSS with SHA-256 and a salt of 32 bytes, in base64.
 */
export function signedByMachine(
  request: JsonRequest,
  { instanceId, region, privateKey }: { instanceId: string; region: string; privateKey: KeyObject },
  now: Date,
): JsonRequest {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${time.slice(0, 8)}/${region}/ssm/aws4_request`;
  const headers = { ...request.headers, 'x-amz-date': time };
  const canonical = [
    'POST',
    '/',
    '',
    ...SIGNED_HEADERS.map((name) => `${name}:${headers[name as keyof typeof headers]}`),
    '',
    SIGNED_HEADERS.join(';'),
    sha256(request.body),
  ].join('\n');
  const stringToSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const padding = { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  const signature = sign('sha256', Buffer.from(stringToSign), padding).toString('base64');
  const authorization = `AWS4-HMAC-SHA256 Credential=${instanceId}/${scope}, SignedHeaders=${SIGNED_HEADERS.join(';')}, Signature=${signature}`;
  return { ...request, headers: { ...headers, authorization } };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
