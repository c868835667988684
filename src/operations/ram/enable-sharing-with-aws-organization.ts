import type { EnableSharingWithAwsOrganizationResponse } from '@aws-sdk/client-ram';
import { organizationArn } from '../../domain/organizations/organization.ts';
import { RAM } from '../../domain/organizations/trusted-services.ts';
import type { Operation } from '../../operation.ts';
import { findOrganizationOf } from '../../store/organization.ts';
import { insertTrustedService } from '../../store/organization-member.ts';
import { change } from '../change.ts';
import { notPermitted } from './share-faults.ts';

/** Lets the accounts of the caller's organization share with each other, its units and itself without invitations. */
export const enableSharingWithAwsOrganization: Operation<object, EnableSharingWithAwsOrganizationResponse> = {
  async handle(_, context) {
    const { db, accountId, now: at } = context;
    const organization = await findOrganizationOf(db, accountId);
    if (organization?.managementAccountId !== accountId)
      throw notPermitted('Only the management account of an organization can enable sharing with it.');
    if (organization.featureSet !== 'ALL') throw notPermitted('Sharing needs an organization with all features.');
    await change(context, { resources: [organizationArn(organization)] }, (trx) =>
      insertTrustedService(trx, organization.id, { servicePrincipal: RAM, at }),
    );
    return { returnValue: true };
  },
};
