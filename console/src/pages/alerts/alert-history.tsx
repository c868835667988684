import { headroom } from '../../aws/headroom.ts';
import { useAwsList } from '../../aws/use-aws.ts';
import { formatTime } from '../../parts/format-time.ts';
import { EmptyState } from '../../parts/query-state.tsx';
import { type Column, ResourceTable } from '../../parts/resource-table.tsx';

/** Times are seconds since 1970. */
interface Alert {
  readonly AlertId: number;
  readonly Kind: string;
  readonly Subject: string;
  readonly Message: string;
  readonly Count: number;
  readonly OccurredAt: number;
}

const useAlerts = () =>
  useAwsList<Alert>({
    key: ['said-alerts'],
    ask: async (region, NextToken) => {
      const answer: { Alerts: Alert[]; NextToken?: string } = await headroom(region).send({
        operation: 'ListAlerts',
        input: { NextToken },
      });
      return { items: answer.Alerts, nextToken: answer.NextToken };
    },
  });

const COLUMNS: readonly Column<Alert>[] = [
  { id: 'time', header: 'Time', value: ({ OccurredAt: at }) => formatTime(new Date(at * 1000)), width: 180 },
  { id: 'kind', header: 'Alert', value: ({ Kind: kind }) => kind, width: 190 },
  { id: 'message', header: 'What was said', value: ({ Message: message }) => message, width: 620 },
  { id: 'count', header: 'How many', value: ({ Count: count }) => count, width: 110 },
];

/** What was said of the account's licenses, whether or not anybody is told of it. */
export const AlertHistory = () => (
  <ResourceTable
    name="alert-history"
    title="Alert history"
    description="What was said within a year, the latest first, whoever was told of it."
    things="alerts"
    list={useAlerts()}
    columns={COLUMNS}
    idOf={({ AlertId: id }) => String(id)}
    empty={<EmptyState title="No alerts">Nothing that has to be said has happened yet.</EmptyState>}
  />
);
