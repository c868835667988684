import { createHmac, hash } from 'node:crypto';
import { signingKey } from '../src/wire/signing-key.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface Scope {
  readonly region: string;
  readonly service: string;
}

/**
 * The headers of a POST to `/`, signed with Signature Version 4: the least that makes one, because an SDK's client
 * would keep a core busier than the server does and be what is measured. `headers` has `host`, names in lower case.
 */
export function sign(
  { headers, body }: { headers: Readonly<Record<string, string>>; body: string | Buffer },
  { accessKeyId, secretAccessKey }: Credentials,
  scope: Scope,
): Record<string, string> {
  const amzDate = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const date = amzDate.slice(0, 8);
  const signed: Record<string, string> = { ...headers, 'x-amz-date': amzDate };
  const names = Object.keys(signed).sort();
  const lines = names.map((name) => `${name}:${signed[name]}\n`).join('');
  const canonical = `POST\n/\n\n${lines}\n${names.join(';')}\n${hash('sha256', body)}`;
  const credential = `${date}/${scope.region}/${scope.service}/aws4_request`;
  const text = `AWS4-HMAC-SHA256\n${amzDate}\n${credential}\n${hash('sha256', canonical)}`;
  const signature = createHmac('sha256', signingKey(secretAccessKey, { date, ...scope }))
    .update(text)
    .digest('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { ...signed, authorization };
}
