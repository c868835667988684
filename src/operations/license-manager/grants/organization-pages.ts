import { Fault } from '../../../fault.ts';
import type { RequestContext } from '../../../operation.ts';
import type { MemberPlace } from '../../../views/license-manager/issued-grants.ts';
import { findLastMember } from '../../../views/license-manager/organization-licenses.ts';
import { administeredOrganization } from '../administered-organization.ts';
import { type PagedRequest, readPage } from '../read-page.ts';

interface Pages<Row> {
  readonly operation: string;
  readonly read: (
    organizationId: string,
    start: { readonly after: MemberPlace; readonly limit: number; readonly look: number },
  ) => Promise<Row[]>;
  readonly placeOf: (row: Row) => MemberPlace;
}

/** A page of what the accounts of the organization have which the caller administers, account by account. */
export async function organizationPages<Row>(
  request: PagedRequest,
  context: RequestContext,
  { operation, read, placeOf }: Pages<Row>,
) {
  const organization = await administeredOrganization(context);
  if (!organization)
    throw new Fault(
      'AccessDeniedException',
      'Only the management account of an organization that is linked (UpdateServiceSettings), and its delegated administrator for License Manager, can list what its accounts received.',
    );
  return readPage(request, {
    ...{ operation, kind: 'pair' },
    read: ({ after = [0, 0], limit, look }) => read(organization.id, { after, limit, look }),
    keyOf: placeOf,
    endOf: async ({ after: [from] = [0, 0], look }) => {
      const last = await findLastMember(context.db, organization.id, { from, look });
      return last === undefined ? undefined : [last, Number.MAX_SAFE_INTEGER];
    },
  });
}
