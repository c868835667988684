import { memberArn } from '../../domain/organizations/organization.ts';
import type { Operation } from '../../operation.ts';
import { leave } from './leave.ts';
import { changeOrganization, ownOrganization } from './own-organization.ts';

export const leaveOrganization: Operation<object, object> = {
  async handle(_, context) {
    const organization = await ownOrganization(context);
    const { accountId } = context;
    const record = { organization, resources: [memberArn(organization, accountId)] };
    await changeOrganization(context, record, (trx) => leave(trx, organization, { accountId, at: context.now }));
    return {};
  },
};
