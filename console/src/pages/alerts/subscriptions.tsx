import {
  ConfirmSubscriptionCommand,
  SubscribeCommand,
  type Subscription,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { sns } from '../../aws/sns.ts';
import { FieldsDialog } from '../../parts/fields-dialog.tsx';
import { EmptyState } from '../../parts/query-state.tsx';
import { type Column, ResourceTable } from '../../parts/resource-table.tsx';
import { useSelection } from '../../parts/use-selection.ts';
import { useSubscriptions } from './topics.ts';

const isConfirmed = ({ SubscriptionArn: arn = '' }: Subscription): boolean => arn.startsWith('arn:');
const idOf = ({ Protocol: protocol, Endpoint: endpoint }: Subscription): string => `${protocol} ${endpoint}`;

const COLUMNS: readonly Column<Subscription>[] = [
  { id: 'endpoint', header: 'Endpoint', value: ({ Endpoint: endpoint }) => endpoint, width: 360 },
  { id: 'protocol', header: 'Protocol', value: ({ Protocol: protocol }) => protocol },
  {
    id: 'status',
    header: 'Status',
    value: (subscription) => (isConfirmed(subscription) ? 'Confirmed' : 'Waits for confirmation'),
    cell: (subscription) =>
      isConfirmed(subscription) ? (
        <StatusIndicator>Confirmed</StatusIndicator>
      ) : (
        <StatusIndicator type="pending">Waits for confirmation</StatusIndicator>
      ),
  },
];

/** Who is told what is published to a topic. */
export function Subscriptions({ topicArn }: { topicArn: string }) {
  const list = useSubscriptions(topicArn);
  const [open, setOpen] = useState<'subscribe' | 'confirm' | 'unsubscribe'>();
  const {
    chosen: [chosen],
    selection,
  } = useSelection(list.items, idOf);
  const close = () => setOpen(undefined);
  const subscribe = <Button onClick={() => setOpen('subscribe')}>Subscribe</Button>;
  return (
    <>
      <ResourceTable
        name="subscriptions"
        variant="container"
        title="Subscriptions"
        things="subscriptions"
        list={list}
        columns={COLUMNS}
        idOf={idOf}
        selection={{ ...selection, single: true }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!chosen || !isConfirmed(chosen)} onClick={() => setOpen('unsubscribe')}>
              Unsubscribe
            </Button>
            <Button onClick={() => setOpen('confirm')}>Confirm</Button>
            {subscribe}
          </SpaceBetween>
        }
        empty={<EmptyState title="Nobody is subscribed" action={subscribe} />}
      />
      {open === 'subscribe' && <Subscribe topicArn={topicArn} onClose={close} />}
      {open === 'confirm' && <ConfirmSubscription topicArn={topicArn} onClose={close} />}
      {open === 'unsubscribe' && chosen && <Unsubscribe subscription={chosen} onClose={close} />}
    </>
  );
}

interface TopicProps {
  readonly topicArn: string;
  readonly onClose: () => void;
}

const PROTOCOLS = ['https', 'http', 'email', 'email-json'].map((value) => ({ value }));

const Subscribe = ({ topicArn: TopicArn, onClose }: TopicProps) => (
  <FieldsDialog
    title="Subscribe"
    verb="Subscribe"
    fields={[
      { name: 'protocol', label: 'Protocol', kind: PROTOCOLS, initial: 'https' },
      {
        name: 'endpoint',
        label: 'Endpoint',
        description: 'An address that takes messages: https://chat.example.com/hook',
      },
    ]}
    change={(region, { protocol: Protocol, endpoint: Endpoint }) =>
      sns(region).send(new SubscribeCommand({ TopicArn, Protocol, Endpoint }))
    }
    done={({ endpoint }) => `${endpoint} is asked whether it wants to be told.`}
    onClose={onClose}
  />
);

const ConfirmSubscription = ({ topicArn: TopicArn, onClose }: TopicProps) => (
  <FieldsDialog
    title="Confirm a subscription"
    verb="Confirm"
    fields={[{ name: 'token', label: 'Token', description: 'From the message that the endpoint was sent.' }]}
    change={(region, { token: Token }) => sns(region).send(new ConfirmSubscriptionCommand({ TopicArn, Token }))}
    done={() => 'The subscription is confirmed.'}
    onClose={onClose}
  />
);

const Unsubscribe = ({ subscription, onClose }: { subscription: Subscription; onClose: () => void }) => (
  <FieldsDialog
    title={`Unsubscribe ${subscription.Endpoint}?`}
    verb="Unsubscribe"
    change={(region) => sns(region).send(new UnsubscribeCommand({ SubscriptionArn: subscription.SubscriptionArn }))}
    done={() => `${subscription.Endpoint} is told nothing any more.`}
    onClose={onClose}
  />
);
