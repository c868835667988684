import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';

/** The server said no: the name of the error, and its words. */
export class CallRefused extends Error {
  override readonly name = 'CallRefused';
  readonly code: string;

  constructor(operation: string, code: string, message: string) {
    super(`${operation} was refused: ${code}: ${message}`);
    this.code = code;
  }
}

/** Nobody answered, or nobody who speaks the API; it may be better later. */
export class ServerUnreachable extends Error {
  override readonly name = 'ServerUnreachable';
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A call of the JSON 1.1 protocol, before it is signed. */
export interface JsonRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Milliseconds until a call is given up; the server answers within seconds. */
const PATIENCE_MS = 60_000;

/** The request for an operation of Systems Manager. */
export function ssmRequest(endpoint: string, operation: string, input: object): JsonRequest {
  const { host } = new URL(endpoint);
  const headers = { host, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AmazonSSM.${operation}` };
  return { url: new URL('/', endpoint).href, headers, body: JSON.stringify(input) };
}

/** The request with a SigV4 signature for Systems Manager. */
export async function signed(request: JsonRequest, region: string, credentials: Credentials): Promise<JsonRequest> {
  const { protocol, hostname, port } = new URL(request.url);
  const signer = new SignatureV4({ service: 'ssm', region, credentials, sha256: Sha256 });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol,
    hostname,
    ...(port && { port: Number(port) }),
    path: '/',
    headers: { ...request.headers },
    body: request.body,
  });
  return { ...request, headers };
}

/** Sends a request and returns what is answered. Throws CallRefused or ServerUnreachable. */
export async function send<Output>({ url, headers, body }: JsonRequest): Promise<Output> {
  const operation = headers['x-amz-target']!.split('.').at(-1)!;
  const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(PATIENCE_MS) }).catch(
    (cause) => {
      throw new ServerUnreachable(`No server answers at ${url}: ${describeFailure(cause)}`, { cause });
    },
  );
  const text = await response.text().catch(() => '');
  const answer = parse(text);
  if (response.ok && answer) return answer as Output;
  const code = answer?.['__type'];
  if (typeof code !== 'string')
    throw new ServerUnreachable(
      `${url} does not answer as Headroom does (HTTP ${response.status}); is it the right URL?`,
    );
  if (response.status >= 500) throw new ServerUnreachable(`${operation}: ${code}: ${messageOf(answer!)}`);
  throw new CallRefused(operation, code.split('#').at(-1)!, messageOf(answer!));
}

/** Why `fetch` failed, and what to do where the server's certificate is not trusted. */
export function describeFailure(error: unknown): string {
  const { message, code = '' } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
  const isDistrusted = /CERT|SIGNATURE|ISSUER/.test(code);
  return isDistrusted
    ? `its certificate is not trusted here (${message}); name the PEM file of its authority in NODE_EXTRA_CA_CERTS, and the server as its certificate does`
    : message;
}

const messageOf = (answer: Readonly<Record<string, unknown>>): string =>
  String(answer['Message'] ?? answer['message'] ?? 'no reason was given');

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
