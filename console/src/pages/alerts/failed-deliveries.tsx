import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { headroom } from '../../aws/headroom.ts';
import { useAwsChange, useAwsList } from '../../aws/use-aws.ts';
import { FieldsDialog } from '../../parts/fields-dialog.tsx';
import { formatTime } from '../../parts/format-time.ts';
import { EmptyState } from '../../parts/query-state.tsx';
import { type Column, ResourceTable } from '../../parts/resource-table.tsx';
import { useSelection } from '../../parts/use-selection.ts';
import { useNotify } from '../../shell/notifications.tsx';

/** Times are seconds since 1970. */
interface Delivery {
  readonly DeliveryId: number;
  readonly Endpoint: string;
  readonly Protocol: string;
  readonly Subject?: string;
  readonly Attempts: number;
  readonly Reason: string;
  readonly FailedAt: number;
}

const useFailedDeliveries = () =>
  useAwsList<Delivery>({
    key: ['failed-deliveries'],
    ask: async (region, NextToken) => {
      const answer: { Deliveries: Delivery[]; NextToken?: string } = await headroom(region).send({
        operation: 'ListFailedDeliveries',
        input: { NextToken },
      });
      return { items: answer.Deliveries, nextToken: answer.NextToken };
    },
  });

const idOf = ({ DeliveryId: id }: Delivery): string => String(id);

const COLUMNS: readonly Column<Delivery>[] = [
  { id: 'failed', header: 'Given up', value: ({ FailedAt: at }) => formatTime(new Date(at * 1000)), width: 180 },
  { id: 'endpoint', header: 'Endpoint', value: ({ Endpoint: endpoint }) => endpoint, width: 300 },
  { id: 'subject', header: 'Message', value: ({ Subject: subject }) => subject, width: 220 },
  { id: 'reason', header: 'Why', value: ({ Reason: reason }) => reason, width: 380 },
  { id: 'attempts', header: 'Tries', value: ({ Attempts: attempts }) => attempts, width: 90 },
  { id: 'protocol', header: 'Protocol', value: ({ Protocol: protocol }) => protocol, width: 110 },
];

/** What could not be delivered and was given up, to be tried again or dropped. */
export function FailedDeliveries() {
  const list = useFailedDeliveries();
  const { chosen, selection } = useSelection(list.items, idOf);
  const [dropping, setDropping] = useState(false);
  const ids = chosen.map(({ DeliveryId: id }) => id);
  return (
    <>
      <ResourceTable
        name="failed-deliveries"
        title="Failed deliveries"
        description="What could not be delivered and was given up. It is kept for thirty days."
        things="failed deliveries"
        list={list}
        columns={COLUMNS}
        idOf={idOf}
        selection={selection}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={ids.length === 0} onClick={() => setDropping(true)}>
              Drop
            </Button>
            <Retry ids={ids} />
          </SpaceBetween>
        }
        empty={
          <EmptyState title="Nothing was given up">All that was to be delivered is there or on its way.</EmptyState>
        }
      />
      {dropping && <Drop ids={ids} onClose={() => setDropping(false)} />}
    </>
  );
}

const times = (count: number): string => (count === 1 ? 'One delivery' : `${count} deliveries`);

function Retry({ ids }: { ids: readonly number[] }) {
  const notify = useNotify();
  const change = useAwsChange(
    (region, DeliveryIds: readonly number[]) =>
      headroom(region).send<{ Retried: number }>({ operation: 'RetryDeliveries', input: { DeliveryIds } }),
    ({ Retried }) => notify.success(`${times(Retried)} tried again.`),
  );
  return (
    <Button
      disabled={ids.length === 0}
      loading={change.isPending}
      onClick={() => change.mutate(ids, { onError: notify.failure })}
    >
      Try again
    </Button>
  );
}

const Drop = ({ ids: DeliveryIds, onClose }: { ids: readonly number[]; onClose: () => void }) => (
  <FieldsDialog
    title={`Drop ${times(DeliveryIds.length).toLowerCase()}?`}
    verb="Drop"
    change={(region) =>
      headroom(region).send<{ Dropped: number }>({ operation: 'DropDeliveries', input: { DeliveryIds } })
    }
    done={(_, { Dropped }) => `${times(Dropped)} dropped.`}
    onClose={onClose}
  >
    Nobody is told of it any more.
  </FieldsDialog>
);
