import { EmptyState } from '../../parts/query-state.tsx';
import { ResourceTable } from '../../parts/resource-table.tsx';
import { arnOf, SHARE_COLUMNS } from './share-columns.ts';
import { useShares } from './shares.ts';

/** What other accounts share with this one: it stands among its own licenses and groups. */
export const SharesOfOthers = () => (
  <ResourceTable
    name="shares-of-others"
    variant="container"
    title="Shared with this account"
    things="shares"
    list={useShares('OTHER-ACCOUNTS')}
    columns={SHARE_COLUMNS}
    idOf={arnOf}
    empty={
      <EmptyState title="Nothing is shared with this account">An owner shares, or invites this account.</EmptyState>
    }
  />
);
