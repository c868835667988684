import type { MoveAccountRequest } from '@aws-sdk/client-organizations';
import { memberArn } from '../../domain/organizations/organization.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { movingGrants } from '../../store/granted-checkout.ts';
import { moveMember } from '../../store/organization.ts';
import { changeOrganization, managedOrganization } from './own-organization.ts';
import { accountIdConstraint, parentIdConstraint, requireMember, requireParent } from './unit-members.ts';

/** Puts an account below another parent. What is shared with its old units, or granted to them, is gone for it, and that of the new is there. */
export const moveAccount: Operation<MoveAccountRequest, object> = {
  constraints: {
    AccountId: accountIdConstraint,
    SourceParentId: parentIdConstraint,
    DestinationParentId: parentIdConstraint,
  },

  async handle({ AccountId: accountId, SourceParentId: from, DestinationParentId: to }, context) {
    const organization = await managedOrganization(context);
    const record = { organization, resources: [memberArn(organization, accountId!)], detail: { from, to } };
    await changeOrganization(context, record, async (trx) => {
      const member = await requireMember(trx, organization, accountId!);
      await requireParent(trx, organization, to!, (id) => missing('DestinationParentNotFoundException', id));
      await requireParent(trx, organization, from!, (id) => missing('SourceParentNotFoundException', id));
      if (member.parentId === to)
        throw new Fault('DuplicateAccountException', `The account ${accountId} is in ${to} already.`);
      if (member.parentId !== from)
        throw new Fault(
          'SourceParentNotFoundException',
          `The account ${accountId} is in ${member.parentId}, not in ${from}.`,
        );
      const moving = { accountId: accountId!, at: context.now };
      await movingGrants(trx, moving, () => moveMember(trx, accountId!, to!));
    });
    return {};
  },
};

const missing = (code: string, id: string): Fault =>
  new Fault(code, `There is no root or organizational unit ${id} in this organization.`);
