import type { RequestContext } from '../../operation.ts';
import {
  type InventoriedResource,
  type InventoryFilter,
  type InventoryPlace,
  listResourceInventory,
} from '../../views/license-manager/resource-inventory.ts';
import { findMember, listMembers, type Member } from '../../views/organizations/members.ts';
import { administeredOrganization } from './administered-organization.ts';

/** Narrows inventory to an account, or to all but one. */
export interface AccountFilter {
  readonly on: 'account';
  readonly isEqual: boolean;
  readonly value: string;
}

/** A place in the inventory of one account after another: the account's in its organization, 0 for the caller's alone. */
export interface AccountPlace extends InventoryPlace {
  readonly account: number;
}

/** A resource, with whose it is. */
export type OwnedResource = InventoriedResource & { readonly ownerId: string };

interface Page {
  readonly rows: readonly OwnedResource[];
  readonly next: AccountPlace | undefined;
}

interface Query {
  readonly after: AccountPlace;
  readonly limit: number;
  readonly filters: readonly (InventoryFilter | AccountFilter)[];
}

/** Accounts that a page looks at: each costs the same, however many there are. */
const ACCOUNTS = 20;

/**
 * The resources of the caller's account or, for who administers an organization that discovers across its accounts, of all
 * of these, account by account in the order in which they joined.
 */
export async function listInventory(context: RequestContext, { after, limit, filters }: Query): Promise<Page> {
  const accounts = filters.filter((filter) => filter.on === 'account');
  const others = filters.filter((filter) => filter.on !== 'account');
  const fits = (id: string): boolean => accounts.every(({ isEqual, value }) => (value === id) === isEqual);
  const { members, more } = await membersFrom(context, after.account, accounts.find(({ isEqual }) => isEqual)?.value);
  const rows: OwnedResource[] = [];
  for (const { accountId, sequence } of members) {
    if (!fits(accountId)) continue;
    if (rows.length === limit) return { rows, next: { account: sequence, source: 0, sequence: 0 } };
    const from = sequence === after.account ? after : { source: 0, sequence: 0 };
    const scope = { accountId, region: context.region };
    const page = await listResourceInventory(context.db, scope, {
      after: from,
      limit: limit - rows.length,
      filters: others,
    });
    rows.push(...page.rows.map((row) => ({ ...row, ownerId: accountId })));
    if (page.next) return { rows, next: { account: sequence, ...page.next } };
  }
  return { rows, next: more === undefined ? undefined : { account: more, source: 0, sequence: 0 } };
}

type Searched = Pick<Member, 'accountId' | 'sequence'>;

/** The accounts that a page looks at, and where the next one goes on; of the filter's account, that alone. */
async function membersFrom(
  context: RequestContext,
  from: number,
  only: string | undefined,
): Promise<{ members: readonly Searched[]; more: number | undefined }> {
  const { db, accountId } = context;
  const organization = await administeredOrganization(context);
  if (!organization?.discoversAcross) return { members: [{ accountId, sequence: 0 }], more: undefined };
  if (only !== undefined) {
    const member = await findMember(db, organization.id, only);
    return { members: member ? [member] : [], more: undefined };
  }
  const members = await listMembers(db, organization.id, { after: from - 1, limit: ACCOUNTS + 1 });
  return { members: members.slice(0, ACCOUNTS), more: members[ACCOUNTS]?.sequence };
}
