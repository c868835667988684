import type { UpdatePolicyRequest, UpdatePolicyResponse } from '@aws-sdk/client-organizations';
import { policyArn } from '../../domain/organizations/organization.ts';
import type { Operation } from '../../operation.ts';
import { updatePolicy as write } from '../../store/organization-policy.ts';
import { policySummaryShape } from './organization-shapes.ts';
import { changeOrganization, managedOrganization } from './own-organization.ts';
import {
  checkPolicyContent,
  duplicatePolicy,
  policyContentConstraint,
  policyDescriptionConstraint,
  policyIdConstraint,
  policyNameConstraint,
  requireOwnPolicy,
} from './policy-text.ts';

export const updatePolicy: Operation<UpdatePolicyRequest, UpdatePolicyResponse> = {
  constraints: {
    PolicyId: policyIdConstraint,
    Name: policyNameConstraint,
    Description: policyDescriptionConstraint,
    Content: policyContentConstraint,
  },

  async handle({ PolicyId: id, Name: name, Description: description, Content: content }, context) {
    const organization = await managedOrganization(context);
    if (content !== undefined) checkPolicyContent(content);
    const detail = { name, description, content };
    const record = { organization, resources: [policyArn(organization, id!)], detail };
    const policy = await changeOrganization(context, record, async (trx) => {
      const before = await requireOwnPolicy(trx, organization, id!);
      const after = {
        ...before,
        name: name ?? before.name,
        description: description ?? before.description,
        content: content ?? before.content,
      };
      if (!(await write(trx, organization, after))) throw duplicatePolicy(after.name);
      return after;
    });
    return { Policy: { PolicySummary: policySummaryShape(organization, policy), Content: policy.content } };
  },
};
