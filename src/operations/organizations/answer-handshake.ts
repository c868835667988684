import type { Handshake as HandshakeShape } from '@aws-sdk/client-organizations';
import type { Transaction } from 'kysely';
import { handshakeArn } from '../../domain/organizations/organization.ts';
import { Fault } from '../../fault.ts';
import type { Operation, RequestContext } from '../../operation.ts';
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

export const handshakeConstraint = {
  pattern: /^h-[0-9a-z]{8,32}$/,
  form: 'the ID of a handshake, h-…',
} as const;

interface Request {
  readonly HandshakeId: string | undefined;
}

interface Response {
  readonly Handshake: HandshakeShape;
}

/** The handshake that a request names, where the caller is on one of its sides; others are told of none. */
export async function requireHandshake(id: string, context: RequestContext): Promise<Handshake> {
  const handshake = await findHandshake(context.db, id);
  const { accountId } = context;
  if (handshake && [handshake.accountId, handshake.managementAccountId].includes(accountId)) return handshake;
  throw new Fault('HandshakeNotFoundException', `There is no handshake ${id} with this account.`);
}

/** Accepts or declines an invitation, which the account that it went to does, or cancels it, which who made it does. */
export const answerHandshake = (to: Exclude<StoredState, 'OPEN'>): Operation<Request, Response> => ({
  constraints: { HandshakeId: handshakeConstraint },

  async handle({ HandshakeId: id }, context) {
    const { now } = context;
    const handshake = await requireHandshake(id!, context);
    const answeredBy = to === 'CANCELED' ? handshake.managementAccountId : handshake.accountId;
    if (answeredBy !== context.accountId)
      throw new Fault('AccessDeniedException', `Only the account ${answeredBy} may do this with ${id}.`);
    const organization = { id: handshake.organizationId, managementAccountId: handshake.managementAccountId };
    await change(context, { resources: [handshakeArn(organization, id!)] }, async (trx) => {
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
