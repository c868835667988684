import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';

/** The server and the credentials of a command, as the AWS CLI knows them. */
export interface Endpoint {
  readonly url: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
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
  const endpoint = url ?? env['AWS_ENDPOINT_URL'] ?? 'http://127.0.0.1:8460';
  if (!URL.canParse(endpoint))
    throw new CommandError(`--endpoint-url is "${endpoint}"; expected a URL such as http://127.0.0.1:8460.`);
  return {
    url: endpoint,
    region: env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'us-east-1',
    accessKeyId,
    secretAccessKey,
  };
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
      `No Headroom server answers at ${url}. Start it with npm start, or name it with --endpoint-url.`,
      { cause },
    );
  });
  const answer = await response.json();
  if (response.ok) return answer as Output;
  throw new CommandError(`${(answer as { __type: string }).__type}: ${(answer as { Message: string }).Message}`);
}
