import type { DetachPolicyRequest } from '@aws-sdk/client-organizations';
import { policyArn, targetArn } from '../../domain/organizations/organization.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { detachPolicy as detach } from '../../store/organization-policy.ts';
import { listPoliciesOn } from '../../views/organizations/organization-policies.ts';
import { violates } from './organization-faults.ts';
import { changeOrganization, managedOrganization } from './own-organization.ts';
import { requireTarget } from './policy-target.ts';
import { policyIdConstraint, requirePolicy } from './policy-text.ts';
import { targetIdConstraint } from './unit-members.ts';

/** Takes a policy from a target, which keeps one at least: without any, nothing would be allowed there. */
export const detachPolicy: Operation<DetachPolicyRequest, object> = {
  constraints: { PolicyId: policyIdConstraint, TargetId: targetIdConstraint },

  async handle({ PolicyId, TargetId }, context) {
    const [policyId, targetId] = [PolicyId!, TargetId!];
    const organization = await managedOrganization(context);
    const resources = [policyArn(organization, policyId), targetArn(organization, targetId)];
    await changeOrganization(context, { organization, resources }, async (trx) => {
      await requirePolicy(trx, organization, policyId);
      await requireTarget(trx, organization, targetId);
      const attached = await listPoliciesOn(trx, targetId);
      if (!attached.some(({ id }) => id === policyId))
        throw new Fault('PolicyNotAttachedException', `The policy ${policyId} is not attached to ${targetId}.`);
      if (attached.length === 1)
        throw violates(
          'MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
          `${policyId} is the last policy on ${targetId}, which must have one: attach another first.`,
        );
      await detach(trx, { policyId, targetId });
    });
    return {};
  },
};
