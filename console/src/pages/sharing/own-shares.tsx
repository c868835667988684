import { DeleteResourceShareCommand, type ResourceShare } from '@aws-sdk/client-ram';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { ram } from '../../aws/ram.ts';
import { FieldsDialog } from '../../parts/fields-dialog.tsx';
import { ManagedList } from '../../parts/managed-list.tsx';
import { CreateShare } from './create-share.tsx';
import { arnOf, SHARE_COLUMNS } from './share-columns.ts';
import { ShareMembers } from './share-members.tsx';
import { useShares } from './shares.ts';

/** The shares of this account; of the one that is chosen, what is shared and with whom. */
export const OwnShares = () => (
  <ManagedList
    name="own-shares"
    variant="container"
    title="Shared by this account"
    thing="share"
    things="shares"
    list={useShares('SELF')}
    columns={SHARE_COLUMNS}
    idOf={arnOf}
    none="Nothing is shared"
    advice="Whom a license is shared with launches with it as if it were their own."
    createDialog={(close) => <CreateShare onClose={close} />}
    deleteDialog={(share, close) => <DeleteShare share={share} onClose={close} />}
    below={(share) => (
      <SpaceBetween size="m">
        <ShareMembers key={`resources ${arnOf(share)}`} share={share} type="RESOURCE" />
        <ShareMembers key={`principals ${arnOf(share)}`} share={share} type="PRINCIPAL" />
      </SpaceBetween>
    )}
  />
);

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
