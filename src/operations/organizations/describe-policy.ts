import type { DescribePolicyRequest, DescribePolicyResponse } from '@aws-sdk/client-organizations';
import type { Operation } from '../../operation.ts';
import { policySummaryShape } from './organization-shapes.ts';
import { readableOrganization } from './own-organization.ts';
import { policyIdConstraint, requirePolicy } from './policy-text.ts';

export const describePolicy: Operation<DescribePolicyRequest, DescribePolicyResponse> = {
  constraints: { PolicyId: policyIdConstraint },

  async handle({ PolicyId: id }, context) {
    const organization = await readableOrganization(context);
    const policy = await requirePolicy(context.db, organization, id!);
    return { Policy: { PolicySummary: policySummaryShape(organization, policy), Content: policy.content } };
  },
};
