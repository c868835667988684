import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import { headroom } from '../../aws/headroom.ts';
import { useAwsChange, useAwsList } from '../../aws/use-aws.ts';
import { FieldsDialog } from '../../parts/fields-dialog.tsx';
import { formatTime } from '../../parts/format-time.ts';
import { ManagedList } from '../../parts/managed-list.tsx';
import type { Column } from '../../parts/resource-table.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { useNotify } from '../../shell/notifications.tsx';

const DETAIL_TYPES = [
  'License Alert',
  'License Configuration Change',
  'License Association Change',
  'License Consumption Change',
] as const;

interface Webhook {
  readonly WebhookId: string;
  readonly Url: string;
  /** None where it is told of all. */
  readonly DetailTypes: readonly string[];
  /** Seconds since 1970. */
  readonly CreatedAt: number;
}

interface Made {
  readonly WebhookId: string;
  readonly Secret: string;
}

const useWebhooks = () =>
  useAwsList<Webhook>({
    key: ['webhooks'],
    ask: async (region) => {
      const { Webhooks: items } = await headroom(region).send<{ Webhooks: Webhook[] }>({
        operation: 'ListWebhooks',
        input: {},
      });
      return { items, nextToken: undefined };
    },
  });

const COLUMNS: readonly Column<Webhook>[] = [
  { id: 'url', header: 'URL', value: ({ Url: url }) => url, width: 380 },
  {
    id: 'events',
    header: 'Events',
    value: ({ DetailTypes: types }) => (types.length === 0 ? 'All' : types.join(', ')),
    width: 320,
  },
  { id: 'created', header: 'Created', value: ({ CreatedAt: at }) => formatTime(new Date(at * 1000)), width: 180 },
  { id: 'id', header: 'ID', value: ({ WebhookId: id }) => id, width: 330 },
];

/** Programs that are told what happens to licenses. */
export function WebhookList() {
  const [made, setMade] = useState<Made>();
  return (
    <>
      <ManagedList
        name="webhooks"
        title="Webhooks"
        description="Programs that are sent what happens to licenses, as events in the shape of Amazon EventBridge, signed."
        thing="webhook"
        things="webhooks"
        list={useWebhooks()}
        columns={COLUMNS}
        idOf={({ WebhookId: id }) => id}
        none="No webhooks"
        advice="Create one with the address of a program that is to be told."
        createDialog={(close) => <CreateWebhook onMade={setMade} onClose={close} />}
        deleteDialog={(webhook, close) => <DeleteWebhook webhook={webhook} onClose={close} />}
        actions={(webhook) => <TestWebhook webhook={webhook} />}
      />
      {made && (
        <ShownOnce
          title="The webhook is created"
          text="Its secret is shown this once. The program verifies with it, by a library of Standard Webhooks, that events are from here."
          items={[
            { label: 'Webhook ID', value: made.WebhookId },
            { label: 'Secret', value: made.Secret },
          ]}
          onClose={() => setMade(undefined)}
        />
      )}
    </>
  );
}

const CreateWebhook = ({ onMade, onClose }: { onMade: (made: Made) => void; onClose: () => void }) => (
  <FieldsDialog
    title="Create webhook"
    verb="Create"
    fields={[
      { name: 'Url', label: 'URL', description: 'It is sent a POST for each event: https://cmdb.example.com/hook' },
      ...DETAIL_TYPES.map((type) => ({ name: type, label: type, kind: 'check' as const, initial: 'true' })),
    ]}
    change={(region, values) => {
      const chosen = DETAIL_TYPES.filter((type) => values[type] === 'true');
      const DetailTypes = chosen.length === DETAIL_TYPES.length ? [] : chosen;
      return headroom(region).send<Made>({ operation: 'CreateWebhook', input: { Url: values.Url, DetailTypes } });
    }}
    done={({ Url }) => `${Url} is told from now on.`}
    onDone={onMade}
    onClose={onClose}
  >
    What is not chosen is not sent; where nothing is chosen, all is.
  </FieldsDialog>
);

const DeleteWebhook = ({ webhook: { WebhookId, Url }, onClose }: { webhook: Webhook; onClose: () => void }) => (
  <FieldsDialog
    title="Delete the webhook?"
    verb="Delete"
    change={(region) => headroom(region).send({ operation: 'DeleteWebhook', input: { WebhookId } })}
    done={() => `${Url} is told nothing any more.`}
    onClose={onClose}
  >
    {Url} is told nothing any more, and what waits to be delivered to it is given up.
  </FieldsDialog>
);

function TestWebhook({ webhook }: { webhook: Webhook | undefined }) {
  const notify = useNotify();
  const change = useAwsChange(
    (region, { WebhookId }: Webhook) => headroom(region).send({ operation: 'TestWebhook', input: { WebhookId } }),
    (_, { Url }) =>
      notify.success(`A test is on its way to ${Url}. What cannot be delivered is listed under Failed deliveries.`),
  );
  return (
    <Button
      disabled={!webhook}
      loading={change.isPending}
      onClick={() => webhook && change.mutate(webhook, { onError: notify.failure })}
    >
      Send test
    </Button>
  );
}
