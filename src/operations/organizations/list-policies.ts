import type { ListPoliciesRequest, ListPoliciesResponse } from '@aws-sdk/client-organizations';
import type { Operation } from '../../operation.ts';
import { listPolicies as listRows } from '../../views/organizations/organization-policies.ts';
import { listPage, pageConstraints } from './list-page.ts';
import { policySummaryShape } from './organization-shapes.ts';
import { readableOrganization } from './own-organization.ts';
import { checkPolicyType } from './policy-text.ts';

export const listPolicies: Operation<ListPoliciesRequest, ListPoliciesResponse> = {
  constraints: pageConstraints,

  async handle(request, context) {
    const organization = await readableOrganization(context);
    checkPolicyType(request.Filter);
    const { rows, nextToken } = await listPage(request, {
      operation: 'ListPolicies',
      kind: 'number',
      read: (start) => listRows(context.db, organization.id, start),
      keyOf: (policy) => policy.sequence,
    });
    return { Policies: rows.map((policy) => policySummaryShape(organization, policy)), NextToken: nextToken };
  },
};
