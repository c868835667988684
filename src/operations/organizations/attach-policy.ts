import type { AttachPolicyRequest } from '@aws-sdk/client-organizations';
import { policyArn, QUOTAS, targetArn } from '../../domain/organizations/organization.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { attachPolicy as attach } from '../../store/organization-policy.ts';
import { listPoliciesOn } from '../../views/organizations/organization-policies.ts';
import { violates } from './organization-faults.ts';
import { changeOrganization, managedOrganization } from './own-organization.ts';
import { requireEnabled, requireTarget } from './policy-target.ts';
import { policyIdConstraint, requirePolicy } from './policy-text.ts';
import { targetIdConstraint } from './unit-members.ts';

/** Lets a policy cut what a root, a unit or an account and all below may do. */
export const attachPolicy: Operation<AttachPolicyRequest, object> = {
  constraints: { PolicyId: policyIdConstraint, TargetId: targetIdConstraint },

  async handle({ PolicyId, TargetId }, context) {
    const [policyId, targetId] = [PolicyId!, TargetId!];
    const organization = await managedOrganization(context);
    const resources = [policyArn(organization, policyId), targetArn(organization, targetId)];
    await changeOrganization(context, { organization, resources }, async (trx, locked) => {
      await requirePolicy(trx, locked, policyId);
      await requireTarget(trx, locked, targetId);
      requireEnabled(locked);
      if (!(await attach(trx, locked, { policyId, targetId })))
        throw new Fault(
          'DuplicatePolicyAttachmentException',
          `The policy ${policyId} is attached to ${targetId} already.`,
        );
      if ((await listPoliciesOn(trx, targetId)).length > QUOTAS.policiesOnTarget)
        throw violates(
          'MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
          `${targetId} can have ${QUOTAS.policiesOnTarget} policies, and has them.`,
        );
    });
    return {};
  },
};
