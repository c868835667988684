import {
  AcceptHandshakeCommand,
  CancelHandshakeCommand,
  DeclineHandshakeCommand,
  type Handshake,
} from '@aws-sdk/client-organizations';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { organizations } from '../../aws/organizations.ts';
import { useAwsChange } from '../../aws/use-aws.ts';
import { formatTime } from '../../parts/format-time.ts';
import { EmptyState } from '../../parts/query-state.tsx';
import { type Column, ResourceTable } from '../../parts/resource-table.tsx';
import { useSelection } from '../../parts/use-selection.ts';
import { useNotify } from '../../shell/notifications.tsx';
import { useInvitations } from './organization.ts';

const idOf = ({ Id: id }: Handshake): string => id!;

const partyOf =
  (type: string) =>
  ({ Parties: parties = [] }: Handshake) =>
    parties.find(({ Type }) => Type === type)?.Id;

const COLUMNS: readonly Column<Handshake>[] = [
  { id: 'account', header: 'Account', value: partyOf('ACCOUNT'), width: 160 },
  { id: 'organization', header: 'Organization', value: partyOf('ORGANIZATION'), width: 180 },
  { id: 'state', header: 'State', value: ({ State: state }) => state },
  { id: 'asked', header: 'Sent', value: ({ RequestedTimestamp: at }) => formatTime(at), width: 200 },
  { id: 'until', header: 'Until', value: ({ ExpirationTimestamp: at }) => formatTime(at), width: 200 },
];

type Answer = 'accept' | 'decline' | 'cancel';

/** Invitations that the organization sent, which it can cancel, or those to this account. */
export function Invitations({ sent }: { sent: boolean }) {
  const list = useInvitations(sent);
  const notify = useNotify();
  const {
    chosen: [chosen],
    selection,
  } = useSelection(list.items, idOf);
  const answer = useAwsChange(
    (region, { id: HandshakeId, how }: { id: string; how: Answer }): Promise<unknown> => {
      const client = organizations(region);
      if (how === 'accept') return client.send(new AcceptHandshakeCommand({ HandshakeId }));
      if (how === 'decline') return client.send(new DeclineHandshakeCommand({ HandshakeId }));
      return client.send(new CancelHandshakeCommand({ HandshakeId }));
    },
    (_, { how }) => notify.success(DONE[how]),
  );
  const button = (how: Answer, text: string) => (
    <Button
      disabled={chosen?.State !== 'OPEN'}
      loading={answer.isPending && answer.variables.how === how}
      onClick={() => chosen && answer.mutate({ id: idOf(chosen), how }, { onError: notify.failure })}
    >
      {text}
    </Button>
  );
  return (
    <ResourceTable
      name="handshakes"
      variant="container"
      title="Invitations"
      things="invitations"
      list={list}
      columns={COLUMNS}
      idOf={idOf}
      selection={{ ...selection, single: true }}
      actions={
        sent ? (
          button('cancel', 'Cancel invitation')
        ) : (
          <SpaceBetween direction="horizontal" size="xs">
            {button('decline', 'Decline')}
            {button('accept', 'Accept')}
          </SpaceBetween>
        )
      }
      empty={<EmptyState title="No invitations" />}
    />
  );
}

const DONE: Readonly<Record<Answer, string>> = {
  accept: 'This account is in the organization.',
  decline: 'The invitation is declined.',
  cancel: 'The invitation is cancelled.',
};
