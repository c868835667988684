import type { Handshake as HandshakeShape } from '@aws-sdk/client-organizations';
import type { Transaction } from 'kysely';
import { handshakeArn } from '../../domain/organizations/organization.ts';
import { Fault } from '../../fault.ts';
import type { Operation, RequestContext, ResourceScope } from '../../operation.ts';
import { findAccountName } from '../../store/account.ts';
import { closeHandshake, findHandshake, type Handshake, type StoredState } from '../../store/handshake.ts';
import { queue } from '../../store/job.ts';
import { insertMember, lockOrganization } from '../../store/organization.ts';
import type { DB } from '../../store/schema.ts';
import { listAcrossLicenses } from '../../views/discovery/discovered-accounts.ts';
import { findMember } from '../../views/organizations/members.ts';
import { change } from '../change.ts';
import { ensureMemberRole } from '../service-role.ts';
import { handshakeShape, stateOf } from './handshake-shape.ts';
import { violatesHandshake } from './organization-faults.ts';
import { putNewTags } from './organization-tags.ts';

const HANDSHAKE_ID = /^h-[0-9a-z]{8,32}$/;

export const handshakeConstraint = {
  pattern: HANDSHAKE_ID,
  form: 'the ID of a handshake, h-…',
} as const;

interface Request {
  readonly HandshakeId: string | undefined;
}

interface Response {
  readonly Handshake: HandshakeShape;
}

async function findOwnHandshake(id: string, { db, accountId }: Pick<ResourceScope, 'db' | 'accountId'>) {
  const handshake = await findHandshake(db, id);
  const isOwn = handshake && [handshake.accountId, handshake.managementAccountId].includes(accountId);
  return isOwn ? handshake : undefined;
}

const arnOf = ({ id, organizationId, managementAccountId }: Handshake): string =>
  handshakeArn({ id: organizationId, managementAccountId }, id);

/** The handshake that a request names, where the caller is on one of its sides; others are told of none. */
export async function requireHandshake(id: string, context: RequestContext): Promise<Handshake> {
  const handshake = await findOwnHandshake(id, context);
  if (handshake) return handshake;
  throw new Fault('HandshakeNotFoundException', `There is no handshake ${id} with this account.`);
}

/** The ARN of the handshake, for the authorization step; who is on neither side is told of none. */
export async function handshakeResources({ HandshakeId: id = '' }: Request, scope: ResourceScope): Promise<string[]> {
  const found = HANDSHAKE_ID.test(id) ? await findOwnHandshake(id, scope) : undefined;
  return found ? [arnOf(found)] : [];
}

/** Accepts or declines an invitation, which the account that it went to does, or cancels it, which who made it does. */
export const answerHandshake = (to: Exclude<StoredState, 'OPEN'>): Operation<Request, Response> => ({
  constraints: { HandshakeId: handshakeConstraint },
  resources: handshakeResources,

  async handle({ HandshakeId: id }, context) {
    const { now } = context;
    const handshake = await requireHandshake(id!, context);
    const answeredBy = to === 'CANCELED' ? handshake.managementAccountId : handshake.accountId;
    if (answeredBy !== context.accountId)
      throw new Fault('AccessDeniedException', `Only the account ${answeredBy} may do this with ${id}.`);
    await change(context, { resources: [arnOf(handshake)] }, async (trx) => {
      if (to === 'ACCEPTED') {
        await join(trx, handshake, now);
        await ensureMemberRole(trx, context, handshake);
      }
      checkOpen(handshake, to, now);
      if (!(await closeHandshake(trx, handshake.id, to)))
        throw new Fault('ConcurrentModificationException', `The handshake ${id} was answered meanwhile.`);
    });
    const inviter = await findAccountName(context.db, handshake.managementAccountId);
    return { Handshake: handshakeShape({ ...handshake, state: to }, { inviter, now }) };
  },
});

function checkOpen(handshake: Handshake, to: StoredState, now: Date): void {
  const state = stateOf(handshake, now);
  if (state === to)
    throw new Fault('HandshakeAlreadyInStateException', `The handshake ${handshake.id} is ${state} already.`);
  if (state !== 'OPEN')
    throw new Fault(
      'InvalidHandshakeTransitionException',
      `The handshake ${handshake.id} is ${state} and cannot be ${to}.`,
    );
}

async function join(trx: Transaction<DB>, handshake: Handshake, at: Date): Promise<void> {
  checkOpen(handshake, 'ACCEPTED', at);
  const { organizationId, accountId, tags } = handshake;
  const organization = await lockOrganization(trx, organizationId);
  if (!organization)
    throw new Fault(
      'HandshakeNotFoundException',
      `The organization ${organizationId} was deleted; nothing is left to join.`,
    );
  if (!(await insertMember(trx, organization, { accountId, method: 'INVITED', at })))
    throw violatesHandshake(
      'ALREADY_IN_AN_ORGANIZATION',
      `The account ${accountId} is in an organization already; leave that first.`,
    );
  const member = await findMember(trx, organizationId, accountId);
  const licenseIds = await listAcrossLicenses(trx, organization.managementAccountId);
  await queue(
    trx,
    licenseIds.map((licenseId) => ({ task: 'match-license', payload: { licenseId, member: member!.sequence } })),
  );
  const given = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  await putNewTags(trx, organization, { id: accountId, tags: given });
}
