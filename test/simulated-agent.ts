import { constants, generateKeyPairSync, hash, type KeyObject, randomUUID, sign as signBytes } from 'node:crypto';
import { request } from 'undici';
import { call, type Answer as Signed, type WireMessage } from './signed-request.ts';

// An agent as amazon-ssm-agent is on the wire: what it sends, in which order, and how it signs.

/** JSON that was answered, or the error's code and message. */
export interface AgentAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the tests read what the wire carries
  readonly body: any;
  /** Empty where the answer is no error. */
  readonly code: string;
}

export interface Activation {
  readonly activationId: string;
  readonly activationCode: string;
}

export interface Session {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
  readonly TokenExpirationDate: number;
  readonly UpdateKeyPair: boolean;
}

export interface RsaKey {
  readonly privateKey: KeyObject;
  /** DER SubjectPublicKeyInfo in Base64. */
  readonly publicKey: string;
}

export function makeRsaKey(bits = 2048): RsaKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  return { privateKey, publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64') };
}

/** What RegisterManagedInstance says, without any signature. */
export const registration = (activation: Activation, key: RsaKey, fingerprint: string): object => ({
  ActivationCode: activation.activationCode,
  ActivationId: activation.activationId,
  Fingerprint: fingerprint,
  PublicKey: key.publicKey,
  PublicKeyType: 'Rsa',
});

const headersOf = (target: string) => ({
  'content-type': 'application/x-amz-json-1.1',
  'x-amz-target': target,
  'user-agent': 'aws-sdk-go/1.55.5 (go1.23; linux; amd64) amazon-ssm-agent/',
});

async function toAnswer(answer: Signed): Promise<AgentAnswer> {
  const body = answer.text ? JSON.parse(answer.text) : {};
  return { status: answer.status, body, code: answer.status < 400 ? '' : String(body.__type) };
}

/** Sends the body in chunks and without its length, as the agent does. */
async function sendChunked(url: string, { headers, body }: Omit<WireMessage, 'method' | 'path'>): Promise<AgentAnswer> {
  const chunks = async function* () {
    for (let from = 0; from < body.length; from += 16_384) yield Buffer.from(body.slice(from, from + 16_384) as string);
  };
  const answer = await request(new URL('/', url), { method: 'POST', headers, body: chunks() as never });
  return toAnswer({ status: answer.statusCode, headers: answer.headers, text: await answer.body.text() });
}

export const register = (url: string, input: object): Promise<AgentAnswer> =>
  sendChunked(url, { headers: headersOf('AmazonSSM.RegisterManagedInstance'), body: JSON.stringify(input) });

interface KeySignature {
  readonly instanceId: string;
  readonly key: RsaKey;
  readonly region?: string;
  readonly at?: Date;
  /** PKCS #1 v1.5 in place of PSS, which no agent signs with. */
  readonly padding?: number;
}

/** A call that is signed with the machine's RSA key; the hash of the body is sent and not signed. */
export async function callWithKey(
  url: string,
  operation: string,
  input: object,
  { instanceId, key, region = 'us-east-1', at = new Date(), padding = constants.RSA_PKCS1_PSS_PADDING }: KeySignature,
): Promise<AgentAnswer> {
  const body = JSON.stringify(input);
  const amzDate = at.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = `${amzDate.slice(0, 8)}/${region}/ssm/aws4_request`;
  const headers: Record<string, string> = {
    ...headersOf(`AmazonSSM.${operation}`),
    host: new URL(url).host,
    'x-amz-date': amzDate,
  };
  const names = ['content-type', 'host', 'x-amz-date', 'x-amz-target'];
  const canonical = `POST\n/\n\n${names.map((name) => `${name}:${headers[name]}\n`).join('')}\n${names.join(';')}\n${hash('sha256', body)}`;
  const text = `AWS4-HMAC-SHA256\n${amzDate}\n${scope}\n${hash('sha256', canonical)}`;
  const pss = padding === constants.RSA_PKCS1_PSS_PADDING ? { saltLength: 32 } : {};
  const signature = signBytes('sha256', Buffer.from(text), { key: key.privateKey, padding, ...pss }).toString('base64');
  headers['x-amz-content-sha256'] = hash('sha256', body);
  headers['authorization'] =
    `AWS4-HMAC-SHA256 Credential=${instanceId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return sendChunked(url, { headers, body });
}

/** A call that is signed with the session of a machine. */
export async function callWithSession(
  url: string,
  target: string,
  input: object,
  session: Pick<Session, 'AccessKeyId' | 'SecretAccessKey' | 'SessionToken'>,
  { region = 'us-east-1' }: { region?: string } = {},
): Promise<AgentAnswer> {
  const service = target.startsWith('AmazonSSM.') ? 'ssm' : 'ec2messages';
  const caller = { url, region, accessKeyId: session.AccessKeyId, secretAccessKey: session.SecretAccessKey };
  const headers = { ...headersOf(target), 'x-amz-security-token': session.SessionToken };
  return toAnswer(await call(caller, { service, headers, body: JSON.stringify(input) }));
}

export interface SimulatedAgent {
  readonly instanceId: string;
  readonly fingerprint: string;
  readonly session: Session;
  /** Calls an operation of Systems Manager with the session; InstanceId is added where `input` does not name one. */
  call(operation: string, input?: object): Promise<AgentAnswer>;
  /** As `call`, and fails where the answer is an error. */
  ask(operation: string, input?: object): Promise<AgentAnswer['body']>;
  withKey(operation: string, input: object, change?: Partial<KeySignature>): Promise<AgentAnswer>;
}

/** Registers a machine, gets its session, and reports that it is alive, first bare and then in full. */
export async function startAgent(
  url: string,
  activation: Activation,
  {
    key = makeRsaKey(),
    region = 'us-east-1',
    information = {},
  }: { key?: RsaKey; region?: string; information?: object } = {},
): Promise<SimulatedAgent> {
  const fingerprint = randomUUID();
  const registered = ok(await register(url, registration(activation, key, fingerprint)));
  const instanceId: string = registered.InstanceId;
  const withKey: SimulatedAgent['withKey'] = (operation, input, change = {}) =>
    callWithKey(url, operation, input, { instanceId, key, region, ...change });
  const session: Session = ok(await withKey('RequestManagedInstanceRoleToken', { Fingerprint: fingerprint }));
  const agentCall = (operation: string, input: object = {}) =>
    callWithSession(url, `AmazonSSM.${operation}`, { InstanceId: instanceId, ...input }, session, { region });
  const ask = async (operation: string, input: object = {}) => ok(await agentCall(operation, input));
  await ask('UpdateInstanceInformation', barePing);
  await ask('UpdateInstanceInformation', { ...fullReport, ...information });
  return { instanceId, fingerprint, session, call: agentCall, ask, withKey };
}

export const barePing = { AgentName: 'amazon-ssm-agent', AgentVersion: '3.3.0.0', PlatformType: 'Linux' };
export const fullReport = {
  ...barePing,
  AgentStatus: 'Active',
  AvailabilityZone: '',
  AvailabilityZoneId: '',
  ComputerName: 'rack-7',
  IPAddress: '192.0.2.7',
  PlatformName: 'Debian GNU/Linux',
  PlatformVersion: '12',
  SSMConnectionChannel: '',
};

function ok({ status, body }: AgentAnswer): AgentAnswer['body'] {
  if (status >= 400) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}
