import type { CreateOrganizationRequest, CreateOrganizationResponse } from '@aws-sdk/client-organizations';
import {
  newOrganizationId,
  newRootId,
  type Organization,
  organizationArn,
} from '../../domain/organizations/organization.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { findAccountName } from '../../store/account.ts';
import { insertMember, insertOrganization } from '../../store/organization.ts';
import { change } from '../change.ts';
import { organizationShape } from './organization-shapes.ts';

/** Makes an organization of which the caller's account is the management account. */
export const createOrganization: Operation<CreateOrganizationRequest, CreateOrganizationResponse> = {
  constraints: { FeatureSet: { oneOf: ['ALL', 'CONSOLIDATED_BILLING'] } },

  async handle({ FeatureSet: featureSet = 'ALL' }, context) {
    const { accountId, requestId, now: at } = context;
    const organization: Organization = {
      id: newOrganizationId(requestId),
      managementAccountId: accountId,
      rootId: newRootId(requestId),
      featureSet,
      policiesEnabled: false,
    };
    const record = { resources: [organizationArn(organization)], detail: { featureSet } };
    const account = await change(context, record, async (trx) => {
      await insertOrganization(trx, organization, at);
      if (await insertMember(trx, organization, { accountId, method: 'INVITED', at }))
        return findAccountName(trx, accountId);
      throw new Fault('AlreadyInOrganizationException', `The account ${accountId} is in an organization already.`);
    });
    return { Organization: organizationShape(organization, account?.email) };
  },
};
