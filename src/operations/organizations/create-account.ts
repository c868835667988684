import { randomInt } from 'node:crypto';
import type { CreateAccountRequest, CreateAccountResponse } from '@aws-sdk/client-organizations';
import type { Transaction } from 'kysely';
import { idFromSeed } from '../../domain/ids.ts';
import { memberArn, type Organization, organizationArn, QUOTAS } from '../../domain/organizations/organization.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { findAccountByEmail, insertAccount, lockAccounts } from '../../store/account.ts';
import { insertMember } from '../../store/organization.ts';
import { insertCreateAccountRequest } from '../../store/organization-member.ts';
import type { DB } from '../../store/schema.ts';
import { countMembers } from '../../views/organizations/members.ts';
import { ensureMemberRole } from '../service-role.ts';
import { createAccountStatusShape } from './create-account-status-shape.ts';
import { violates } from './organization-faults.ts';
import { putNewTags, tagConstraints } from './organization-tags.ts';
import { changeOrganization, managedOrganization } from './own-organization.ts';

/**
 * Makes an account in the organization. It is there once this is answered, where AWS takes its time; an address that
 * another account has fails the request, which DescribeCreateAccountStatus tells, as on AWS.
 */
export const createAccount: Operation<CreateAccountRequest, CreateAccountResponse> = {
  constraints: {
    Email: {
      length: [6, 64],
      pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
      form: 'an e-mail address',
    },
    AccountName: { length: [1, 50], pattern: /^[ -~]+$/, form: 'printable ASCII characters' },
    RoleName: { length: [1, 64], pattern: /^[\w+=,.@-]+$/, form: 'the name of a role' },
    IamUserAccessToBilling: { oneOf: ['ALLOW', 'DENY'] },
    ...tagConstraints,
  },

  async handle({ Email: email, AccountName: accountName, Tags: tags }, context) {
    const organization = await managedOrganization(context);
    const { requestId, now: at } = context;
    const record = { organization, resources: [organizationArn(organization)], detail: { email, accountName, tags } };
    const request = await changeOrganization(context, record, async (trx, locked) => {
      if ((await countMembers(trx, locked.id)) >= QUOTAS.accounts)
        throw violates('ACCOUNT_NUMBER_LIMIT_EXCEEDED', `An organization can have ${QUOTAS.accounts} accounts.`);
      const accountId = await insertNamed(trx, locked, { name: accountName!, email: email!, at });
      if (accountId !== undefined) {
        await putNewTags(trx, locked, { id: accountId, tags });
        await ensureMemberRole(trx, context, { organizationId: locked.id, accountId });
      }
      const made = {
        id: idFromSeed('car', requestId, 0, 32),
        accountName: accountName!,
        accountId: accountId ?? null,
        failureReason: accountId === undefined ? ('EMAIL_ALREADY_EXISTS' as const) : null,
        requestedAt: at,
      };
      await insertCreateAccountRequest(trx, locked.id, made);
      return made;
    });
    const { accountId } = request;
    if (accountId !== null) context.log.info({ accountArn: memberArn(organization, accountId) }, 'account created');
    return { CreateAccountStatus: createAccountStatusShape(request) };
  },
};

/** The id of the new account; undefined where another one has the address. */
async function insertNamed(
  trx: Transaction<DB>,
  organization: Organization,
  { name, email, at }: { name: string; email: string; at: Date },
): Promise<string | undefined> {
  await lockAccounts(trx);
  if (await findAccountByEmail(trx, email)) return undefined;
  const accountId = `${randomInt(100_000_000_000, 1_000_000_000_000)}`;
  if (!(await insertAccount(trx, { accountId, operator: false, name, email })))
    throw new Fault('ConcurrentModificationException', 'The account ID that was drawn is taken. Try again.');
  await insertMember(trx, organization, { accountId, method: 'CREATED', at });
  return accountId;
}
