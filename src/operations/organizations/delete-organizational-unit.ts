import type { DeleteOrganizationalUnitRequest } from '@aws-sdk/client-organizations';
import { unitArn } from '../../domain/organizations/organization.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { deleteUnit } from '../../store/organization.ts';
import { deleteAllTags } from '../../store/tag.ts';
import { isUnitInUse } from '../../views/organizations/organization-units.ts';
import { changeOrganization, managedOrganization } from './own-organization.ts';
import { requireUnit, unitIdConstraint } from './unit-members.ts';

export const deleteOrganizationalUnit: Operation<DeleteOrganizationalUnitRequest, object> = {
  constraints: { OrganizationalUnitId: unitIdConstraint },

  async handle({ OrganizationalUnitId: id }, context) {
    const organization = await managedOrganization(context);
    const record = { organization, resources: [unitArn(organization, id!)] };
    await changeOrganization(context, record, async (trx) => {
      await requireUnit(trx, organization, id!);
      if (await isUnitInUse(trx, id!))
        throw new Fault(
          'OrganizationalUnitNotEmptyException',
          `There are accounts or units in ${id}: move or remove them first.`,
        );
      await deleteUnit(trx, id!);
      await deleteAllTags(trx, [id!]);
    });
    return {};
  },
};
