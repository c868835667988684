import { organizationArn } from '../../domain/organizations/organization.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { movingGrants } from '../../store/granted-checkout.ts';
import { deleteOrganization as remove } from '../../store/organization.ts';
import { deleteOrganizationTags } from '../../store/organization-tag.ts';
import { endSharingInside } from '../../store/resource-share.ts';
import { forgetOrganization } from '../../store/service-settings.ts';
import { countMembers } from '../../views/organizations/members.ts';
import { changeOrganization, managedOrganization } from './own-organization.ts';

/** Removes the organization once no account but the management account is in it; units and policies go with it. */
export const deleteOrganization: Operation<object, object> = {
  async handle(_, context) {
    const organization = await managedOrganization(context);
    const record = { organization, resources: [organizationArn(organization)] };
    await changeOrganization(context, record, async (trx) => {
      const count = await countMembers(trx, organization.id);
      if (count > 1)
        throw new Fault(
          'OrganizationNotEmptyException',
          `${count - 1} accounts beside the management account are in the organization: remove them first.`,
        );
      await endSharingInside(trx, organization.managementAccountId);
      await forgetOrganization(trx, organization.managementAccountId);
      await deleteOrganizationTags(trx, organization.id);
      const leaving = { accountId: organization.managementAccountId, at: context.now };
      await movingGrants(trx, leaving, () => remove(trx, organization.id));
    });
    return {};
  },
};
