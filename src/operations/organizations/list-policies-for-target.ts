import type { ListPoliciesForTargetRequest, ListPoliciesForTargetResponse } from '@aws-sdk/client-organizations';
import type { Operation } from '../../operation.ts';
import { listPoliciesOn } from '../../views/organizations/organization-policies.ts';
import { pageConstraints } from './list-page.ts';
import { policySummaryShape } from './organization-shapes.ts';
import { readableOrganization } from './own-organization.ts';
import { requireTarget } from './policy-target.ts';
import { checkPolicyType } from './policy-text.ts';
import { targetIdConstraint } from './unit-members.ts';

/** The policies right on a target, few enough for one page; those of what it is in are not among them. */
export const listPoliciesForTarget: Operation<ListPoliciesForTargetRequest, ListPoliciesForTargetResponse> = {
  constraints: { TargetId: targetIdConstraint, ...pageConstraints },

  async handle({ TargetId: targetId, Filter: type }, context) {
    const organization = await readableOrganization(context);
    checkPolicyType(type);
    await requireTarget(context.db, organization, targetId!);
    const rows = await listPoliciesOn(context.db, targetId!);
    return { Policies: rows.map((policy) => policySummaryShape(organization, policy)) };
  },
};
