import type { CreatePolicyRequest, CreatePolicyResponse } from '@aws-sdk/client-organizations';
import { idFromSeed } from '../../domain/ids.ts';
import { policyArn, QUOTAS } from '../../domain/organizations/organization.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { findOrganizationOf } from '../../store/organization.ts';
import { insertPolicy } from '../../store/organization-policy.ts';
import { countPolicies } from '../../views/organizations/organization-policies.ts';
import { violates } from './organization-faults.ts';
import { policySummaryShape } from './organization-shapes.ts';
import { putNewTags, tagConstraints } from './organization-tags.ts';
import { changeOrganization, managedOrganization } from './own-organization.ts';
import {
  checkPolicyContent,
  checkPolicyType,
  duplicatePolicy,
  policyContentConstraint,
  policyDescriptionConstraint,
  policyNameConstraint,
} from './policy-text.ts';

/** Writes a service control policy down; it cuts once it is attached and its type enabled. */
export const createPolicy: Operation<CreatePolicyRequest, CreatePolicyResponse> = {
  constraints: {
    Name: policyNameConstraint,
    Description: policyDescriptionConstraint,
    Content: policyContentConstraint,
    ...tagConstraints,
  },

  resources: async (_, { db, accountId }) => {
    const organization = await findOrganizationOf(db, accountId);
    return organization ? [policyArn(organization, '*')] : [];
  },

  async handle({ Name, Description, Content: content, Type: type, Tags: tags }, context) {
    const organization = await managedOrganization(context);
    checkPolicyType(type);
    if (organization.featureSet !== 'ALL')
      throw new Fault(
        'PolicyTypeNotAvailableForOrganizationException',
        'Policies need an organization with all features.',
      );
    checkPolicyContent(content!);
    const id = idFromSeed('p', context.requestId, 0, 12);
    const policy = { id, name: Name!, description: Description!, content: content!, sequence: 0 };
    const record = { organization, resources: [policyArn(organization, id)], detail: { ...policy, tags } };
    await changeOrganization(context, record, async (trx) => {
      if ((await countPolicies(trx, organization.id)) >= QUOTAS.policies)
        throw violates('POLICY_NUMBER_LIMIT_EXCEEDED', `An organization can have ${QUOTAS.policies} policies.`);
      if (!(await insertPolicy(trx, organization, policy))) throw duplicatePolicy(policy.name);
      await putNewTags(trx, organization, { id, tags });
    });
    return { Policy: { PolicySummary: policySummaryShape(organization, policy), Content: content } };
  },
};
