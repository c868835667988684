import type { AccessKeys } from '../../access/access-keys.ts';
import { CommonFault } from '../../fault.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { findOrganizationOf } from '../../store/organization.ts';
import { findMember } from '../../views/organizations/members.ts';
import { actorOf } from '../change.ts';

interface CreateAccountKeyRequest {
  readonly AccountId: string;
}

interface CreateAccountKeyResponse {
  readonly AccountId: string;
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
}

/**
 * One more root access key for an account that an organization created, whose secret is shown this once. For the
 * organization's management account, which on AWS comes in by a role that CreateAccount makes.
 */
export const createAccountKey = (
  accessKeys: AccessKeys,
): Operation<CreateAccountKeyRequest, CreateAccountKeyResponse> => ({
  constraints: { AccountId: { pattern: /^[0-9]{12}$/, form: 'an account ID of 12 digits' } },

  async handle({ AccountId: accountId }, context) {
    if (!(await mayEnter(accountId, context)))
      throw new CommonFault(
        'NotAuthorized',
        `${context.principal.arn} may not make keys of ${accountId}: only the management account of the organization that created it may.`,
      );
    const created = await accessKeys.createAccountKey(accountId, { actor: actorOf(context), at: context.now });
    return { AccountId: created.accountId, AccessKeyId: created.accessKeyId, SecretAccessKey: created.secretAccessKey };
  },
});

/** An account that was invited is its own: who manages the organization cannot come in. */
async function mayEnter(accountId: string, { db, accountId: callerId }: RequestContext): Promise<boolean> {
  const organization = await findOrganizationOf(db, callerId);
  if (organization?.managementAccountId !== callerId) return false;
  const member = await findMember(db, organization.id, accountId);
  return member?.joinedMethod === 'CREATED' && !member.isClosed;
}
