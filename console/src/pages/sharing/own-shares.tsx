import { DeleteResourceShareCommand, type ResourceShare } from '@aws-sdk/client-ram';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { ram } from '../../aws/ram.ts';
import { FieldsDialog } from '../../parts/fields-dialog.tsx';
import { EmptyState } from '../../parts/query-state.tsx';
import { ResourceTable } from '../../parts/resource-table.tsx';
import { useSelection } from '../../parts/use-selection.ts';
import { CreateShare } from './create-share.tsx';
import { arnOf, SHARE_COLUMNS } from './share-columns.ts';
import { ShareMembers } from './share-members.tsx';
import { useShares } from './shares.ts';

/** The shares of this account; of the one that is chosen, what is shared and with whom. */
export function OwnShares() {
  const list = useShares('SELF');
  const [open, setOpen] = useState<'create' | 'delete'>();
  const {
    chosen: [chosen],
    selection,
  } = useSelection(list.items, arnOf);
  const close = () => setOpen(undefined);
  const create = <Button onClick={() => setOpen('create')}>Create share</Button>;
  return (
    <SpaceBetween size="m">
      <ResourceTable
        name="own-shares"
        variant="container"
        title="Shared by this account"
        things="shares"
        list={list}
        columns={SHARE_COLUMNS}
        idOf={arnOf}
        selection={{ ...selection, single: true }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!chosen} onClick={() => setOpen('delete')}>
              Delete
            </Button>
            {create}
          </SpaceBetween>
        }
        empty={
          <EmptyState title="Nothing is shared" action={create}>
            Whom a license is shared with launches with it as if it were their own.
          </EmptyState>
        }
      />
      {chosen && <ShareMembers key={`resources ${arnOf(chosen)}`} share={chosen} type="RESOURCE" />}
      {chosen && <ShareMembers key={`principals ${arnOf(chosen)}`} share={chosen} type="PRINCIPAL" />}
      {open === 'create' && <CreateShare onClose={close} />}
      {open === 'delete' && chosen && <DeleteShare share={chosen} onClose={close} />}
    </SpaceBetween>
  );
}

const DeleteShare = ({ share, onClose }: { share: ResourceShare; onClose: () => void }) => (
  <FieldsDialog
    title={`Delete ${share.name}?`}
    verb="Delete"
    change={(region) => ram(region).send(new DeleteResourceShareCommand({ resourceShareArn: arnOf(share) }))}
    done={() => `${share.name} is deleted.`}
    onClose={onClose}
  >
    What is in it is seen by nobody else any more; what their machines hold stays recorded until they stop.
  </FieldsDialog>
);
