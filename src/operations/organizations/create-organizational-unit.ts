import type { CreateOrganizationalUnitRequest, CreateOrganizationalUnitResponse } from '@aws-sdk/client-organizations';
import { newUnitId, QUOTAS, unitArn } from '../../domain/organizations/organization.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { insertUnit } from '../../store/organization.ts';
import { countUnits } from '../../views/organizations/organization-units.ts';
import { violates } from './organization-faults.ts';
import { unitShape } from './organization-shapes.ts';
import { putNewTags, tagConstraints } from './organization-tags.ts';
import { changeOrganization, managedOrganization } from './own-organization.ts';
import { parentIdConstraint, requireParent, unitNameConstraint } from './unit-members.ts';

/** Makes a unit below the root or another unit. */
export const createOrganizationalUnit: Operation<CreateOrganizationalUnitRequest, CreateOrganizationalUnitResponse> = {
  constraints: { ParentId: parentIdConstraint, Name: unitNameConstraint, ...tagConstraints },

  async handle({ ParentId: parentId, Name: name, Tags: tags }, context) {
    const organization = await managedOrganization(context);
    const id = newUnitId(organization.rootId, context.requestId);
    const record = { organization, resources: [unitArn(organization, id)], detail: { parentId, name, tags } };
    const unit = await changeOrganization(context, record, async (trx, locked) => {
      const parent = await requireParent(trx, locked, parentId!);
      if (parent.path.length - 2 >= QUOTAS.depth)
        throw violates('OU_DEPTH_LIMIT_EXCEEDED', `Units can be ${QUOTAS.depth} deep below the root.`);
      if ((await countUnits(trx, locked.id)) >= QUOTAS.units)
        throw violates('OU_NUMBER_LIMIT_EXCEEDED', `An organization can have ${QUOTAS.units} units.`);
      const made = { id, name: name!, parentId: parent.id, path: [...parent.path, id] };
      if (!(await insertUnit(trx, locked, made))) throw duplicateUnit(name!);
      await putNewTags(trx, locked, { id, tags });
      return made;
    });
    return { OrganizationalUnit: unitShape(organization, unit) };
  },
};

export const duplicateUnit = (name: string): Fault =>
  new Fault('DuplicateOrganizationalUnitException', `There is a unit named "${name}" below the same parent.`);
