import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { describeFailure } from '../agent/json-call.ts';

/** The server and the credentials of a command, as the AWS CLI knows them. */
export interface Endpoint {
  readonly url: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

interface Refusal {
  readonly __type: string;
  readonly Message: string;
}

/** A failure that its user can act on; the message is all that is printed. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** Reads the endpoint from `--endpoint-url` or AWS_ENDPOINT_URL, and the credentials from AWS's variables. */
export function readEndpoint(env: Readonly<Record<string, string | undefined>>, url: string | undefined): Endpoint {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (!accessKeyId || !secretAccessKey)
    throw new CommandError(
      'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to the credentials that the first start printed.',
    );
  const endpoint = url ?? (env['AWS_ENDPOINT_URL'] || ownUrl(env));
  if (!/^https?:$/.test(URL.parse(endpoint)?.protocol ?? ''))
    throw new CommandError(
      `${url === undefined ? 'AWS_ENDPOINT_URL' : '--endpoint-url'} is "${endpoint}"; expected a URL such as http://127.0.0.1:8460.`,
    );
  return {
    url: endpoint,
    region: env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'us-east-1',
    accessKeyId,
    secretAccessKey,
  };
}

/** Where a server listens that has the same settings. */
function ownUrl(env: Readonly<Record<string, string | undefined>>): string {
  const { HEADROOM_HOST: host, HEADROOM_PORT: port, HEADROOM_TLS_CERT: cert } = env;
  const everywhere = !host || host === '0.0.0.0' || host === '::';
  const name = everywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `http${cert ? 's' : ''}://${name}:${port && port !== '0' ? port : '8460'}`;
}

/** Calls one of Headroom's own operations and returns its output. Throws `CommandError` with what the server said. */
export async function call<Output>(endpoint: Endpoint, operation: string, input: object): Promise<Output> {
  const { url, region, accessKeyId, secretAccessKey } = endpoint;
  const { protocol, hostname, port, host } = new URL(url);
  const signer = new SignatureV4({
    service: 'headroom',
    region,
    credentials: { accessKeyId, secretAccessKey },
    sha256: Sha256,
  });
  const body = JSON.stringify(input);
  const headers = { host, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `Headroom.${operation}` };
  const request = { method: 'POST', protocol, hostname, ...(port && { port: Number(port) }), path: '/', headers, body };
  const signed = await signer.sign(request);
  const response = await fetch(new URL('/', url), { method: 'POST', headers: signed.headers, body }).catch((cause) => {
    throw new CommandError(
      `No Headroom server answers at ${url}: ${describeFailure(cause)}. Start it with npm start, or name it with --endpoint-url.`,
      { cause },
    );
  });
  const answer = (await response.json().catch(() => undefined)) as (Output & Partial<Refusal>) | undefined;
  if (answer && response.ok) return answer;
  if (answer?.__type) throw new CommandError(`${answer.__type}: ${answer.Message}`);
  throw new CommandError(
    `What answers at ${url} is no Headroom server (status ${response.status}). Name the server with --endpoint-url.`,
  );
}
