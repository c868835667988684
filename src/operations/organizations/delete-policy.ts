import type { DeletePolicyRequest } from '@aws-sdk/client-organizations';
import { policyArn } from '../../domain/organizations/organization.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { deletePolicy as remove } from '../../store/organization-policy.ts';
import { deleteAllTags } from '../../store/tag.ts';
import { changeOrganization, managedOrganization } from './own-organization.ts';
import { policyIdConstraint, requireOwnPolicy } from './policy-text.ts';

export const deletePolicy: Operation<DeletePolicyRequest, object> = {
  constraints: { PolicyId: policyIdConstraint },

  async handle({ PolicyId: id }, context) {
    const organization = await managedOrganization(context);
    await changeOrganization(context, { organization, resources: [policyArn(organization, id!)] }, async (trx) => {
      await requireOwnPolicy(trx, organization, id!);
      if (!(await remove(trx, id!)))
        throw new Fault('PolicyInUseException', `The policy ${id} is attached; ListTargetsForPolicy says to what.`);
      await deleteAllTags(trx, [id!]);
    });
    return {};
  },
};
