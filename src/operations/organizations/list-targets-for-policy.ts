import type {
  ListTargetsForPolicyRequest,
  ListTargetsForPolicyResponse,
  TargetType,
} from '@aws-sdk/client-organizations';
import { isAccountId, isRootId, targetArn } from '../../domain/organizations/organization.ts';
import type { Operation } from '../../operation.ts';
import { listPolicyTargets } from '../../views/organizations/organization-policies.ts';
import { listPage, pageConstraints } from './list-page.ts';
import { readableOrganization } from './own-organization.ts';
import { policyIdConstraint, requirePolicy } from './policy-text.ts';

const typeOf = (id: string): TargetType => {
  if (isAccountId(id)) return 'ACCOUNT';
  return isRootId(id) ? 'ROOT' : 'ORGANIZATIONAL_UNIT';
};

export const listTargetsForPolicy: Operation<ListTargetsForPolicyRequest, ListTargetsForPolicyResponse> = {
  constraints: { PolicyId: policyIdConstraint, ...pageConstraints },

  async handle(request, context) {
    const organization = await readableOrganization(context);
    const policy = await requirePolicy(context.db, organization, request.PolicyId!);
    const { rows, nextToken } = await listPage(request, {
      operation: 'ListTargetsForPolicy',
      kind: 'number',
      read: (start) => listPolicyTargets(context.db, { organizationId: organization.id, policyId: policy.id }, start),
      keyOf: (target) => target.sequence,
    });
    const targets = rows.map(({ id, name }) => ({
      TargetId: id,
      Arn: targetArn(organization, id),
      Name: name ?? undefined,
      Type: typeOf(id),
    }));
    return { Targets: targets, NextToken: nextToken };
  },
};
