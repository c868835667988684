import { UpdateServiceSettingsCommand } from '@aws-sdk/client-license-manager';
import { CreateTopicCommand, DeleteTopicCommand, PublishCommand, type Topic } from '@aws-sdk/client-sns';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { licenseManager } from '../../aws/license-manager.ts';
import { sns } from '../../aws/sns.ts';
import { useAwsChange } from '../../aws/use-aws.ts';
import { idInArn } from '../../parts/arn.ts';
import { FieldsDialog } from '../../parts/fields-dialog.tsx';
import { ManagedList } from '../../parts/managed-list.tsx';
import { QueryError } from '../../parts/query-state.tsx';
import type { Column } from '../../parts/resource-table.tsx';
import { useNotify } from '../../shell/notifications.tsx';
import { Subscriptions } from './subscriptions.tsx';
import { useAlertTopic, useTopics } from './topics.ts';

const arnOf = ({ TopicArn: arn }: Topic): string => arn!;

/** Where License Manager tells what happens to licenses, and who hears it. */
export function TopicList() {
  const alerts = useAlertTopic();
  const [publishing, setPublishing] = useState<Topic>();
  return (
    <SpaceBetween size="m">
      <QueryError error={alerts.error} onRetry={alerts.refetch} />
      <ManagedList
        name="topics"
        title="Alerts and subscriptions"
        description="License Manager’s alerts go to one topic: limits that are near or passed, refusals, overages, agreements that end, silent servers, reports that fail."
        thing="topic"
        things="topics"
        list={useTopics()}
        columns={columnsOf(alerts.data)}
        idOf={arnOf}
        none="No topics"
        advice="Create one, send the alerts there, and subscribe who is to be told."
        createDialog={(close) => <CreateTopic onClose={close} />}
        deleteDialog={(topic, close) => <DeleteTopic topicArn={arnOf(topic)} onClose={close} />}
        actions={(topic) => (
          <>
            <Button disabled={!topic} onClick={() => setPublishing(topic)}>
              Publish message
            </Button>
            <SendAlertsHere topic={topic} isChosen={topic !== undefined && arnOf(topic) === alerts.data} />
          </>
        )}
        below={(topic) => <Subscriptions key={arnOf(topic)} topicArn={arnOf(topic)} />}
      />
      {publishing && <Publish topicArn={arnOf(publishing)} onClose={() => setPublishing(undefined)} />}
    </SpaceBetween>
  );
}

/** `alertTopic` is that which the alerts go to. */
const columnsOf = (alertTopic: string | undefined): readonly Column<Topic>[] => [
  { id: 'name', header: 'Topic', value: (topic) => idInArn(arnOf(topic)), width: 360 },
  {
    id: 'alerts',
    header: 'Alerts of License Manager',
    value: (topic) => (arnOf(topic) === alertTopic ? 'Go here' : ''),
    cell: (topic) => arnOf(topic) === alertTopic && <StatusIndicator>Go here</StatusIndicator>,
  },
  { id: 'arn', header: 'ARN', value: arnOf, width: 420 },
];

function SendAlertsHere({ topic, isChosen }: { topic: Topic | undefined; isChosen: boolean }) {
  const notify = useNotify();
  const change = useAwsChange(
    (region, SnsTopicArn: string) => licenseManager(region).send(new UpdateServiceSettingsCommand({ SnsTopicArn })),
    (_, arn) => notify.success(`Alerts go to ${idInArn(arn)}.`),
  );
  return (
    <Button
      disabled={!topic || isChosen}
      loading={change.isPending}
      onClick={() => topic && change.mutate(arnOf(topic), { onError: notify.failure })}
    >
      Send alerts here
    </Button>
  );
}

const CreateTopic = ({ onClose }: { onClose: () => void }) => (
  <FieldsDialog
    title="Create topic"
    verb="Create"
    fields={[
      {
        name: 'name',
        label: 'Name',
        initial: 'aws-license-manager-service-alerts',
        description: 'License Manager takes a topic whose name begins with aws-license-manager-service-.',
      },
    ]}
    change={(region, { name: Name }) => sns(region).send(new CreateTopicCommand({ Name }))}
    done={({ name }) => `${name} is created.`}
    onClose={onClose}
  />
);

interface TopicProps {
  readonly topicArn: string;
  readonly onClose: () => void;
}

const DeleteTopic = ({ topicArn: TopicArn, onClose }: TopicProps) => (
  <FieldsDialog
    title={`Delete ${idInArn(TopicArn)}?`}
    verb="Delete"
    change={(region) => sns(region).send(new DeleteTopicCommand({ TopicArn }))}
    done={() => `${idInArn(TopicArn)} is deleted.`}
    onClose={onClose}
  >
    Its subscriptions end, and what waits to be delivered is given up.
  </FieldsDialog>
);

const Publish = ({ topicArn: TopicArn, onClose }: TopicProps) => (
  <FieldsDialog
    title={`Publish to ${idInArn(TopicArn)}`}
    verb="Publish"
    fields={[
      { name: 'subject', label: 'Subject', optional: true },
      { name: 'message', label: 'Message', kind: 'lines' },
    ]}
    change={(region, { subject, message: Message }) =>
      sns(region).send(new PublishCommand({ TopicArn, Message, Subject: subject || undefined }))
    }
    done={() => 'The message is on its way to who is subscribed.'}
    onClose={onClose}
  />
);
