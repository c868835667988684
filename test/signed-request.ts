import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { type Dispatcher, getGlobalDispatcher } from 'undici';

/** A server, and whose credentials sign what is sent to it. */
export interface Caller {
  readonly url: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly region?: string;
}

export interface UnsignedRequest {
  readonly service: string;
  readonly method?: string;
  readonly path?: string;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array;
  /** Where the clock of the signer stands; now without it. */
  readonly at?: Date;
}

/** What goes on the wire, to be sent as it is or tampered with. */
export interface WireMessage {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

const SERVICES: Readonly<Record<string, string>> = {
  AWSLicenseManager: 'license-manager',
  AmazonSSM: 'ssm',
  GraniteServiceVersion20100801: 'monitoring',
  AWSOrganizationsV20161128: 'organizations',
  CloudTrail_20131101: 'cloudtrail',
  SignIn: 'signin',
  EC2WindowsMessageDeliveryService: 'ec2messages',
};

/** A request of a JSON service; `target` is such as `AWSLicenseManager.GetServiceSettings`. */
export const jsonRequest = (target: string, input: unknown): UnsignedRequest => ({
  service: SERVICES[target.split('.')[0]!] ?? 'headroom',
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
  body: JSON.stringify(input),
});

/** An EC2 or STS request, with its parameters in a form. */
export const queryRequest = (
  service: QueryService,
  action: string,
  parameters: Record<string, string> = {},
): UnsignedRequest => ({
  service,
  headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
  body: formOf({ Action: action, Version: VERSIONS[service], ...parameters }),
});

export const VERSIONS = {
  ec2: '2016-11-15',
  iam: '2010-05-08',
  monitoring: '2010-08-01',
  rds: '2014-10-31',
  sns: '2010-03-31',
  sts: '2011-06-15',
} as const;

export type QueryService = keyof typeof VERSIONS;

export const formOf = (parameters: Record<string, string>): string => new URLSearchParams(parameters).toString();

/** The request with an Authorization header. */
export async function sign(caller: Caller, request: UnsignedRequest): Promise<WireMessage> {
  const { at, ...unsigned } = request;
  const signed = await signerOf(caller, request.service).sign(
    smithyRequest(caller, unsigned),
    at && { signingDate: at },
  );
  return toMessage(signed.headers, request);
}

/** The request as a URL that carries its signature, as a GET without a body. */
export async function presign(caller: Caller, request: UnsignedRequest): Promise<WireMessage> {
  const { at, ...unsigned } = request;
  const presigned = await signerOf(caller, request.service).presign(
    { ...smithyRequest(caller, unsigned), method: 'GET', body: undefined },
    { expiresIn: 60, ...(at && { signingDate: at }) },
  );
  const { host = '' } = presigned.headers;
  return toMessage({ host }, { ...request, method: 'GET', body: '', query: presigned.query as Record<string, string> });
}

/** The request without a signature. */
export const unsigned = (request: UnsignedRequest): WireMessage => toMessage(request.headers ?? {}, request);

/** Sends a message as it is, also one that no client would. Rejects when no answer comes within a minute. */
export async function send(url: string, message: WireMessage): Promise<Answer> {
  const { statusCode, headers, body } = await getGlobalDispatcher().request({
    origin: new URL(url).origin,
    method: message.method as Dispatcher.HttpMethod,
    path: message.path,
    headers: message.headers,
    // A GET has no body, not an empty one.
    body: message.body.length === 0 ? null : message.body,
    headersTimeout: 60_000,
    bodyTimeout: 60_000,
  });
  return { status: statusCode, headers, text: await body.text() };
}

/** Signs and sends. */
export async function call(caller: Caller, request: UnsignedRequest): Promise<Answer> {
  return send(caller.url, await sign(caller, request));
}

const signerOf = ({ url: _, region = 'us-east-1', ...credentials }: Caller, service: string) =>
  new SignatureV4({ service, region, credentials, sha256: Sha256 });

function smithyRequest({ url }: Caller, { method = 'POST', path = '/', query = {}, headers, body }: UnsignedRequest) {
  const { protocol, hostname, port, host } = new URL(url);
  return { method, protocol, hostname, port: Number(port), path, query, headers: { host, ...headers }, body };
}

const toMessage = (
  headers: Record<string, string>,
  { method = 'POST', path = '/', query, body = '' }: UnsignedRequest,
): WireMessage => ({ method, path: query ? `${path}?${encodeQuery(query)}` : path, headers, body });

const encodeQuery = (query: Record<string, string>): string =>
  Object.entries(query)
    .map((pair) => pair.map(encodeURIComponent).join('='))
    .join('&');
