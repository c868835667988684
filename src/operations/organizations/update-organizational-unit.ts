import type { UpdateOrganizationalUnitRequest, UpdateOrganizationalUnitResponse } from '@aws-sdk/client-organizations';
import { unitArn } from '../../domain/organizations/organization.ts';
import type { Operation } from '../../operation.ts';
import { renameUnit } from '../../store/organization.ts';
import { duplicateUnit } from './create-organizational-unit.ts';
import { unitShape } from './organization-shapes.ts';
import { changeOrganization, managedOrganization } from './own-organization.ts';
import { requireUnit, unitIdConstraint, unitNameConstraint } from './unit-members.ts';

export const updateOrganizationalUnit: Operation<UpdateOrganizationalUnitRequest, UpdateOrganizationalUnitResponse> = {
  constraints: { OrganizationalUnitId: unitIdConstraint, Name: unitNameConstraint },

  async handle({ OrganizationalUnitId: id, Name: name }, context) {
    const organization = await managedOrganization(context);
    const record = { organization, resources: [unitArn(organization, id!)], detail: { name } };
    const unit = await changeOrganization(context, record, async (trx) => {
      const found = await requireUnit(trx, organization, id!);
      if (name === undefined) return found;
      if (!(await renameUnit(trx, found, name))) throw duplicateUnit(name);
      return { ...found, name };
    });
    return { OrganizationalUnit: unitShape(organization, unit) };
  },
};
