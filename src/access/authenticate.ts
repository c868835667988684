import type { Logger } from 'pino';
import { isRegion } from '../domain/networks/network.ts';
import { ANONYMOUS, type Principal, rootArn } from '../domain/principal.ts';
import { resourceArn } from '../domain/resource.ts';
import { CommonFault, Fault } from '../fault.ts';
import type { WireRequest } from '../wire/request.ts';
import { isSigned, parseSignature, type Signature, verifyMachineSignature, verifySignature } from '../wire/sigv4.ts';
import type { AccessKeys } from './access-keys.ts';
import type { Machine, Machines } from './machines.ts';

/** Who signed a request, and for which Region; both are nobody's where an operation takes requests without a signature. */
export interface Caller {
  readonly principal: Principal;
  readonly region: string;
}

interface Means {
  readonly accessKeys: AccessKeys;
  readonly machines: Machines;
  readonly now: Date;
  readonly service: string | undefined;
  readonly log: Logger;
  /** The operation takes requests without a signature too. */
  readonly unsigned: boolean;
}

/** Proves who signed a request. Throws a CommonFault where nobody known did, or for another service. */
export async function authenticate(request: WireRequest, means: Means): Promise<Caller> {
  if (means.unsigned && !isSigned(request)) return { principal: ANONYMOUS, region: '' };
  const signature = parseSignature(request);
  const { region } = signature;
  const principal = await provePrincipal(request, signature, means);
  if (isRegion(region)) return { principal, region };
  throw new CommonFault(
    'SignatureMismatch',
    `The credential is scoped to '${region}', which is no Region; DescribeRegions lists them.`,
  );
}

function provePrincipal(request: WireRequest, signature: Signature, means: Means): Principal | Promise<Principal> {
  const { accessKeyId, sessionToken } = signature;
  if (accessKeyId.startsWith('mi-')) return proveMachineKey(request, signature, means);
  return accessKeyId.startsWith('ASIA') && sessionToken !== undefined
    ? proveSession(request, { ...signature, sessionToken }, means)
    : proveAccessKey(request, signature, means);
}

async function proveAccessKey(
  request: WireRequest,
  signature: Signature,
  { accessKeys, ...means }: Means,
): Promise<Principal> {
  const accessKey = await accessKeys.findAccessKey(signature.accessKeyId);
  if (!accessKey) throw unknownKey(signature);
  verifySignature(request, signature, { secretAccessKey: accessKey.secret, ...expected(means) });
  const { accessKeyId, sessionToken } = signature;
  if (sessionToken !== undefined)
    throw new CommonFault(
      'UnknownAccessKey',
      `The access key ${accessKeyId} is a root key and has no session token; unset AWS_SESSION_TOKEN.`,
    );
  const { accountId, operator } = accessKey;
  return { kind: 'root', accountId, arn: rootArn(accountId), accessKeyId, operator };
}

async function proveMachineKey(
  request: WireRequest,
  signature: Signature,
  { machines, ...means }: Means,
): Promise<Principal> {
  const machine = await machines.findKey(signature.accessKeyId);
  if (!machine)
    throw new Fault('InvalidInstanceId', `No managed server ${signature.accessKeyId} is registered. Register it anew.`);
  try {
    verifyMachineSignature(request, signature, { publicKey: machine.publicKey, ...expected(means) });
  } catch (error) {
    means.log.warn({ instanceId: machine.instanceId, reason: (error as Error).message }, 'a server was not believed');
    throw error;
  }
  return machinePrincipal('machine-key', machine, signature);
}

function proveSession(
  request: WireRequest,
  signature: Signature & { readonly sessionToken: string },
  { machines, ...means }: Means,
): Principal {
  const session = machines.openSession(signature.accessKeyId, signature.sessionToken);
  if (!session) throw unknownKey(signature);
  if (session.expiresAt <= means.now.getTime())
    throw new CommonFault('ExpiredToken', 'The session of this server has expired. Ask for a new one.');
  verifySignature(request, signature, { secretAccessKey: session.secret, ...expected(means) });
  return machinePrincipal('machine-session', session, signature);
}

function machinePrincipal(kind: Principal['kind'], machine: Machine, signature: Signature): Principal {
  const { accountId, region, instanceId: id } = machine;
  if (signature.region !== region)
    throw new CommonFault(
      'SignatureMismatch',
      `The credential is scoped to '${signature.region}', but the server ${id} is registered in '${region}'.`,
    );
  const arn = resourceArn({ type: 'SYSTEMS_MANAGER_MANAGED_INSTANCE', id, ownerId: accountId, region });
  return { kind, accountId, arn, accessKeyId: signature.accessKeyId, operator: false };
}

const expected = ({ now, service }: Pick<Means, 'now' | 'service'>) => ({ now, ...(service && { service }) });

const unknownKey = ({ accessKeyId }: Signature): CommonFault =>
  new CommonFault('UnknownAccessKey', `No account has the access key ${accessKeyId.slice(0, 128)}.`);
