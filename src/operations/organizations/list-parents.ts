import type { ListParentsRequest, ListParentsResponse } from '@aws-sdk/client-organizations';
import { isAccountId, isRootId } from '../../domain/organizations/organization.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { findMember } from '../../views/organizations/members.ts';
import { findUnit } from '../../views/organizations/organization-units.ts';
import { pageConstraints } from './list-page.ts';
import { readableOrganization } from './own-organization.ts';

/** What an account or a unit is right below: it has one parent. */
export const listParents: Operation<ListParentsRequest, ListParentsResponse> = {
  constraints: {
    ChildId: {
      pattern: /^([0-9]{12}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$/,
      form: 'an account ID of 12 digits, or the ID of a unit, ou-…',
    },
    ...pageConstraints,
  },

  async handle({ ChildId: childId = '' }, context) {
    const { id } = await readableOrganization(context);
    const find = isAccountId(childId) ? findMember : findUnit;
    const parentId = (await find(context.db, id, childId))?.parentId;
    if (!parentId)
      throw new Fault('ChildNotFoundException', `There is no account or unit ${childId} in this organization.`);
    return { Parents: [{ Id: parentId, Type: isRootId(parentId) ? 'ROOT' : 'ORGANIZATIONAL_UNIT' }] };
  },
};
