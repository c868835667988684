import type {
  DescribeOrganizationalUnitRequest,
  DescribeOrganizationalUnitResponse,
} from '@aws-sdk/client-organizations';
import type { Operation } from '../../operation.ts';
import { unitShape } from './organization-shapes.ts';
import { readableOrganization } from './own-organization.ts';
import { requireUnit, unitIdConstraint } from './unit-members.ts';

export const describeOrganizationalUnit: Operation<
  DescribeOrganizationalUnitRequest,
  DescribeOrganizationalUnitResponse
> = {
  constraints: { OrganizationalUnitId: unitIdConstraint },

  async handle({ OrganizationalUnitId: id }, context) {
    const organization = await readableOrganization(context);
    return { OrganizationalUnit: unitShape(organization, await requireUnit(context.db, organization, id!)) };
  },
};
