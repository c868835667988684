import { ListInventoryEntriesCommand } from '@aws-sdk/client-ssm';
import { ssm } from '../../aws/ssm.ts';
import { useAwsList } from '../../aws/use-aws.ts';
import { EmptyState } from '../../parts/query-state.tsx';
import { type Column, ResourceTable } from '../../parts/resource-table.tsx';

type Entry = Readonly<Record<string, string>>;

/** What a server reports as installed. */
export function Applications({ instanceId: InstanceId }: { instanceId: string }) {
  const list = useAwsList<Entry>({
    key: ['applications', InstanceId],
    async ask(region, NextToken) {
      const command = new ListInventoryEntriesCommand({ InstanceId, TypeName: 'AWS:Application', NextToken });
      const { Entries: items = [], NextToken: nextToken } = await ssm(region).send(command);
      return { items, nextToken };
    },
  });
  return (
    <ResourceTable
      name="applications"
      title={`Applications of ${InstanceId}`}
      things="applications"
      variant="container"
      list={list}
      columns={COLUMNS}
      idOf={(entry) => JSON.stringify(entry)}
      empty={<EmptyState title="No applications">The server has not reported what is installed on it.</EmptyState>}
    />
  );
}

const COLUMNS: readonly Column<Entry>[] = [
  { id: 'name', header: 'Name', value: (entry) => entry['Name'], width: 300 },
  { id: 'version', header: 'Version', value: (entry) => entry['Version'], width: 180 },
  { id: 'publisher', header: 'Publisher', value: (entry) => entry['Publisher'], width: 240 },
];
