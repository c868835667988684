import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { entityArn } from '../domain/identities/entity.ts';
import { isRegion } from '../domain/networks/network.ts';
import { ANONYMOUS, assumedRoleArn, type Principal, type PrincipalSession, rootArn } from '../domain/principal.ts';
import { resourceArn } from '../domain/resource.ts';
import { CommonFault, Fault } from '../fault.ts';
import { readSessionRole, type SessionRole } from '../store/iam-session-role.ts';
import { readSessionUser, type SessionUser } from '../store/iam-session-user.ts';
import type { DB } from '../store/schema.ts';
import type { WireRequest } from '../wire/request.ts';
import { isSigned, parseSignature, type Signature, verifyMachineSignature, verifySignature } from '../wire/sigv4.ts';
import type { AccessKey, AccessKeys } from './access-keys.ts';
import { findMachine, type Machine } from './machines.ts';
import type { RoleSession, Session, Sessions } from './sessions.ts';

/** Who signed a request, and for which Region; both are nobody's where an operation takes requests without a signature. */
export interface Caller {
  readonly principal: Principal;
  readonly region: string;
}

/** Whose a request says it is, as far as that is known before it is proved. */
export interface Claim {
  signature?: Signature;
  accountId?: string;
}

interface Means {
  readonly db: Kysely<DB>;
  readonly accessKeys: AccessKeys;
  readonly sessions: Sessions;
  readonly now: Date;
  readonly service: string | undefined;
  readonly log: Logger;
  /** Fills while the request is looked at. */
  readonly claim: Claim;
  /** The operation takes requests without a signature too. */
  readonly unsigned: boolean;
}

/** Proves who signed a request. Throws a CommonFault where nobody known did, or for another service. */
export async function authenticate(request: WireRequest, means: Means): Promise<Caller> {
  if (means.unsigned && !isSigned(request)) return { principal: ANONYMOUS, region: '' };
  const signature = parseSignature(request);
  means.claim.signature = signature;
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

async function proveAccessKey(request: WireRequest, signature: Signature, means: Means): Promise<Principal> {
  const { accessKeyId, sessionToken } = signature;
  const accessKey = await means.accessKeys.findAccessKey(accessKeyId);
  if (!accessKey) throw unknownKey(signature);
  means.claim.accountId = accessKey.accountId;
  verifySignature(request, signature, { secretAccessKey: accessKey.secret, ...expected(means) });
  if (sessionToken !== undefined)
    throw new CommonFault(
      'UnknownAccessKey',
      `The access key ${accessKeyId} is a long-term key and has no session token; unset AWS_SESSION_TOKEN.`,
    );
  means.accessKeys.noteUse({ accessKeyId, service: signature.service, region: signature.region, at: means.now });
  return keyPrincipal(accessKey, accessKeyId);
}

/** Whose an access key is; a session of it is theirs too. */
function keyPrincipal(accessKey: AccessKey, accessKeyId: string, session?: PrincipalSession): Principal {
  const { accountId, operator, user } = accessKey;
  const credentials = { accountId, accessKeyId, operator, session };
  if (user) return { kind: 'user', arn: user.arn, userId: user.id, identity: user, ...credentials };
  return { kind: 'root', arn: rootArn(accountId), userId: accountId, ...credentials };
}

async function proveMachineKey(request: WireRequest, signature: Signature, means: Means): Promise<Principal> {
  const machine = await findMachine(means.db, signature.accessKeyId);
  if (!machine)
    throw new Fault('InvalidInstanceId', `No managed server ${signature.accessKeyId} is registered. Register it anew.`);
  means.claim.accountId = machine.accountId;
  try {
    verifyMachineSignature(request, signature, { publicKey: machine.publicKey, ...expected(means) });
  } catch (error) {
    means.log.warn({ instanceId: machine.instanceId, reason: (error as Error).message }, 'a server was not believed');
    throw error;
  }
  return machinePrincipal('machine-key', machine, signature);
}

async function proveSession(
  request: WireRequest,
  signature: Signature & { readonly sessionToken: string },
  means: Means,
): Promise<Principal> {
  const session = means.sessions.open(signature.accessKeyId, signature.sessionToken);
  if (!session) throw unknownKey(signature);
  if (session.expiresAt <= means.now.getTime())
    throw new CommonFault('ExpiredToken', 'The security token included in the request is expired. Ask for a new one.');
  verifySignature(request, signature, { secretAccessKey: session.secret, ...expected(means) });
  return sessionPrincipal(session, signature, means);
}

/** Whose a session is, if they are still there. */
async function sessionPrincipal(
  { owner, issuedAt }: Session,
  signature: Signature,
  { db, accessKeys }: Means,
): Promise<Principal> {
  if (owner.kind === 'machine') return machinePrincipal('machine-session', owner, signature);
  const { accessKeyId } = signature;
  if (owner.kind === 'role') {
    const role = await readSessionRole(db, owner.roleId, owner.policyArns);
    if (!role) throw unknownKey(signature);
    return rolePrincipal(role, owner, { accessKeyId, issuedAt: new Date(issuedAt) });
  }
  if (owner.kind === 'password') {
    const user = await readSessionUser(db, owner.userId);
    if (!user || user.passwordSince.getTime() > issuedAt) throw unknownKey(signature);
    return userPrincipal(user, { accessKeyId, issuedAt: new Date(issuedAt) });
  }
  const accessKey = await accessKeys.findAccessKey(owner.keyId);
  if (!accessKey) throw unknownKey(signature);
  return keyPrincipal(accessKey, accessKeyId, { issuedAt: new Date(issuedAt) });
}

/** All that somebody may do whose password has to be changed, if their policies let them. */
const CHANGE_PASSWORD = {
  id: 'password to be changed',
  document: JSON.stringify({ Statement: { Effect: 'Allow', Action: 'iam:ChangePassword', Resource: '*' } }),
};

/** Who signed in with a password. */
export function userPrincipal(
  { accountId, operator, id, name, path, resetRequired }: Omit<SessionUser, 'passwordSince'>,
  { accessKeyId, issuedAt }: { accessKeyId: string; issuedAt: Date },
): Principal {
  const arn = entityArn({ accountId, kind: 'user', name, path });
  const session = { issuedAt, policies: resetRequired ? [CHANGE_PASSWORD] : undefined };
  return { kind: 'user', arn, userId: id, identity: { id, arn }, accountId, accessKeyId, operator, session };
}

function rolePrincipal(
  role: SessionRole,
  session: RoleSession,
  { accessKeyId, issuedAt }: { accessKeyId: string; issuedAt: Date },
): Principal {
  const { accountId, operator } = role;
  const { roleId, sessionName, policy, policyArns, kind: _, ...told } = session;
  const isCut = policy !== undefined || policyArns !== undefined;
  const inline = policy === undefined ? [] : [{ id: 'session policy', document: policy }];
  const policies = isCut ? [...inline, ...role.policies] : undefined;
  return {
    kind: 'assumed-role',
    ...{ accountId, operator, accessKeyId },
    arn: assumedRoleArn(role, sessionName),
    userId: `${roleId}:${sessionName}`,
    identity: { id: roleId, arn: entityArn({ ...role, kind: 'role' }) },
    session: { issuedAt, policies, ...told },
  };
}

function machinePrincipal(kind: Principal['kind'], machine: Machine, signature: Signature): Principal {
  const { accountId, region, instanceId: id } = machine;
  if (signature.region !== region)
    throw new CommonFault(
      'SignatureMismatch',
      `The credential is scoped to '${signature.region}', but the server ${id} is registered in '${region}'.`,
    );
  const arn = resourceArn({ type: 'SYSTEMS_MANAGER_MANAGED_INSTANCE', id, ownerId: accountId, region });
  return { kind, accountId, arn, userId: id, accessKeyId: signature.accessKeyId, operator: false };
}

const expected = ({ now, service }: Pick<Means, 'now' | 'service'>) => ({ now, ...(service && { service }) });

const unknownKey = ({ accessKeyId }: Signature): CommonFault =>
  new CommonFault('UnknownAccessKey', `No account has the access key ${accessKeyId.slice(0, 128)}.`);
