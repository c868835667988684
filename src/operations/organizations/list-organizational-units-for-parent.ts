import type {
  ListOrganizationalUnitsForParentRequest,
  ListOrganizationalUnitsForParentResponse,
} from '@aws-sdk/client-organizations';
import type { Operation } from '../../operation.ts';
import { listUnits } from '../../views/organizations/organization-units.ts';
import { listPage, pageConstraints } from './list-page.ts';
import { unitShape } from './organization-shapes.ts';
import { readableOrganization } from './own-organization.ts';
import { parentIdConstraint, requireParent } from './unit-members.ts';

export const listOrganizationalUnitsForParent: Operation<
  ListOrganizationalUnitsForParentRequest,
  ListOrganizationalUnitsForParentResponse
> = {
  constraints: { ParentId: parentIdConstraint, ...pageConstraints },

  async handle(request, context) {
    const organization = await readableOrganization(context);
    const parent = await requireParent(context.db, organization, request.ParentId!);
    const { rows, nextToken } = await listPage(request, {
      operation: 'ListOrganizationalUnitsForParent',
      kind: 'number',
      read: (start) => listUnits(context.db, parent.id, start),
      keyOf: (unit) => unit.sequence,
    });
    return { OrganizationalUnits: rows.map((unit) => unitShape(organization, unit)), NextToken: nextToken };
  },
};
