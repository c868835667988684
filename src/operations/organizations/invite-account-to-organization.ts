import type {
  HandshakeParty,
  InviteAccountToOrganizationRequest,
  InviteAccountToOrganizationResponse,
} from '@aws-sdk/client-organizations';
import type { Kysely } from 'kysely';
import { idFromSeed } from '../../domain/ids.ts';
import {
  handshakeArn,
  isAccountId,
  memberArn,
  type Organization,
  QUOTAS,
} from '../../domain/organizations/organization.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { type AccountName, findAccountByEmail, findAccountName } from '../../store/account.ts';
import { findOpenHandshake, type Handshake, insertHandshake } from '../../store/handshake.ts';
import { findOrganizationOf } from '../../store/organization.ts';
import type { DB } from '../../store/schema.ts';
import { handshakeShape } from './handshake-shape.ts';
import { invalidInput, violatesHandshake } from './organization-faults.ts';
import { checkTags, tagConstraints } from './organization-tags.ts';
import { changeOrganization, managedOrganization } from './own-organization.ts';

const DAY = 24 * 3_600_000;

/** Invites an account of this installation, by its id or its e-mail address. */
export const inviteAccountToOrganization: Operation<
  InviteAccountToOrganizationRequest,
  InviteAccountToOrganizationResponse
> = {
  constraints: {
    'Target.Type': { oneOf: ['ACCOUNT', 'EMAIL', 'ORGANIZATION'] },
    'Target.Id': { length: [1, 64] },
    Notes: { length: [0, 1024] },
    ...tagConstraints,
  },

  async resources({ Target: target }, { db, accountId }) {
    const organization = await findOrganizationOf(db, accountId);
    // Whose an address is, is not told before it is invited.
    const invited = target?.Type === 'ACCOUNT' && isAccountId(target.Id ?? '') ? target.Id! : '*';
    return organization ? [memberArn(organization, invited)] : [];
  },

  async handle({ Target: target, Notes: notes, Tags: tags = [] }, context) {
    const organization = await managedOrganization(context);
    checkTags(tags);
    const { db, requestId, now } = context;
    const account = await accountNamed(target!, db);
    const handshake = {
      id: idFromSeed('h', requestId, 0, 32),
      organizationId: organization.id,
      managementAccountId: organization.managementAccountId,
      featureSet: organization.featureSet,
      accountId: account.accountId,
      email: target!.Type === 'EMAIL' ? target!.Id! : null,
      notes: notes ?? null,
      tags: Object.fromEntries(tags.map(({ Key, Value }) => [Key!, Value ?? ''])),
      requestedAt: now,
      expiresAt: new Date(now.getTime() + QUOTAS.invitationDays * DAY),
      state: 'OPEN',
    } satisfies Omit<Handshake, 'sequence'>;
    const resources = [handshakeArn(organization, handshake.id)];
    await changeOrganization(context, { organization, resources, detail: { target, notes, tags } }, async (trx) => {
      await checkFree(trx, organization, { accountId: account.accountId, now });
      await insertHandshake(trx, handshake);
    });
    const inviter = await findAccountName(db, organization.managementAccountId);
    return { Handshake: handshakeShape(handshake, { inviter, now }) };
  },
};

async function accountNamed(target: HandshakeParty, db: Kysely<DB>): Promise<AccountName> {
  const { Id: id = '', Type: type } = target;
  const isKnown = type === 'ACCOUNT' || type === 'EMAIL';
  if (!isKnown) throw invalidInput('INVALID_PARTY_TYPE_TARGET', `Target.Type is ${type}; expected ACCOUNT or EMAIL.`);
  if (type === 'ACCOUNT' && !isAccountId(id))
    throw invalidInput('INVALID_PATTERN_TARGET_ID', `Target.Id is "${id}"; expected an account ID of 12 digits.`);
  const account = await (type === 'EMAIL' ? findAccountByEmail : findAccountName)(db, id);
  if (account) return account;
  throw new Fault('AccountNotFoundException', `There is no account ${id} here that could be invited.`);
}

async function checkFree(
  db: Kysely<DB>,
  { id: organizationId }: Organization,
  { accountId, now }: { accountId: string; now: Date },
): Promise<void> {
  const current = await findOrganizationOf(db, accountId);
  if (current?.id === organizationId)
    throw violatesHandshake('ALREADY_IN_AN_ORGANIZATION', `The account ${accountId} is in this organization already.`);
  if (await findOpenHandshake(db, { organizationId, accountId, now }))
    throw new Fault('DuplicateHandshakeException', `The account ${accountId} is invited already; cancel that first.`);
}
