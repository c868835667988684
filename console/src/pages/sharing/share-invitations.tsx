import {
  AcceptResourceShareInvitationCommand,
  RejectResourceShareInvitationCommand,
  type ResourceShareInvitation,
} from '@aws-sdk/client-ram';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { ram } from '../../aws/ram.ts';
import { useAwsChange } from '../../aws/use-aws.ts';
import { formatTime } from '../../parts/format-time.ts';
import { EmptyState } from '../../parts/query-state.tsx';
import { type Column, ResourceTable } from '../../parts/resource-table.tsx';
import { useSelection } from '../../parts/use-selection.ts';
import { useNotify } from '../../shell/notifications.tsx';
import { useInvitations } from './shares.ts';

const idOf = ({ resourceShareInvitationArn: arn }: ResourceShareInvitation): string => arn!;

const COLUMNS: readonly Column<ResourceShareInvitation>[] = [
  { id: 'name', header: 'Share', value: ({ resourceShareName: name }) => name, width: 240 },
  { id: 'from', header: 'From account', value: ({ senderAccountId: id }) => id, width: 160 },
  { id: 'status', header: 'Status', value: ({ status }) => status },
  { id: 'sent', header: 'Sent', value: ({ invitationTimestamp: at }) => formatTime(at), width: 200 },
];

/** What accounts outside of the organization want to share with this one. */
export function ShareInvitations() {
  const list = useInvitations();
  const notify = useNotify();
  const {
    chosen: [chosen],
    selection,
  } = useSelection(list.items, idOf);
  const answer = useAwsChange(
    (region, { arn: resourceShareInvitationArn, accepts }: { arn: string; accepts: boolean }): Promise<unknown> =>
      accepts
        ? ram(region).send(new AcceptResourceShareInvitationCommand({ resourceShareInvitationArn }))
        : ram(region).send(new RejectResourceShareInvitationCommand({ resourceShareInvitationArn })),
    (_, { accepts }) => notify.success(accepts ? 'The share is accepted.' : 'The share is rejected.'),
  );
  const button = (accepts: boolean, text: string) => (
    <Button
      disabled={chosen?.status !== 'PENDING'}
      onClick={() => chosen && answer.mutate({ arn: idOf(chosen), accepts }, { onError: notify.failure })}
    >
      {text}
    </Button>
  );
  return (
    <ResourceTable
      name="share-invitations"
      variant="container"
      title="Invitations"
      things="invitations"
      list={list}
      columns={COLUMNS}
      idOf={idOf}
      selection={{ ...selection, single: true }}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          {button(false, 'Reject')}
          {button(true, 'Accept')}
        </SpaceBetween>
      }
      empty={<EmptyState title="No invitations" />}
    />
  );
}
