import {
  type InventoryFilter,
  ListResourceInventoryCommand,
  type ResourceInventory,
} from '@aws-sdk/client-license-manager';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { licenseManager } from '../../aws/license-manager.ts';
import { useAwsList } from '../../aws/use-aws.ts';
import { EmptyState } from '../../parts/query-state.tsx';
import { type Column, ResourceTable } from '../../parts/resource-table.tsx';
import { useSelection } from '../../parts/use-selection.ts';
import { LicensesOfResource } from '../licenses/licenses-of-resource.tsx';
import { Applications } from './applications.tsx';
import { SearchForm } from './search-form.tsx';

/** What runs what: servers, machines, hosts, images and databases, searched by the server. `?id=` shows one. */
export function Inventory() {
  const [search] = useSearchParams();
  const id = search.get('id');
  const [filters, setFilters] = useState<readonly InventoryFilter[]>(
    id ? [{ Name: 'resource_id', Condition: 'EQUALS', Value: id }] : [],
  );
  const list = useAwsList<ResourceInventory>({
    key: ['inventory', filters],
    async ask(region, NextToken) {
      const command = new ListResourceInventoryCommand({ Filters: [...filters], NextToken, MaxResults: 100 });
      const answer = await licenseManager(region).send(command);
      return { items: answer.ResourceInventoryList ?? [], nextToken: answer.NextToken };
    },
  });
  const {
    chosen: [chosen],
    selection,
  } = useSelection(list.items, idOf);
  return (
    <SpaceBetween size="m">
      <SearchForm filters={filters} onSearch={setFilters} />
      <ResourceTable
        name="inventory"
        title="Search inventory"
        description="Choose one to see what is installed on it and which licenses it is associated with."
        things="resources"
        list={list}
        columns={COLUMNS}
        idOf={idOf}
        selection={{ ...selection, single: true }}
        empty={
          <EmptyState title="Nothing is found">
            Servers register with Systems Manager or are imported; machines and databases are here from their start.
          </EmptyState>
        }
      />
      {chosen && <Chosen resource={chosen} />}
    </SpaceBetween>
  );
}

function Chosen({
  resource: { ResourceArn: arn, ResourceId: id, ResourceType: type },
}: {
  resource: ResourceInventory;
}) {
  const hasInventory = type === 'SYSTEMS_MANAGER_MANAGED_INSTANCE' || type === 'EC2_INSTANCE';
  return (
    <SpaceBetween size="m">
      <LicensesOfResource arn={arn!} />
      {hasInventory && <Applications key={id} instanceId={id!} />}
    </SpaceBetween>
  );
}

const idOf = ({ ResourceId: id }: ResourceInventory): string => id!;

const COLUMNS: readonly Column<ResourceInventory>[] = [
  { id: 'id', header: 'Resource ID', value: idOf, width: 220 },
  { id: 'type', header: 'Type', value: ({ ResourceType: type }) => type, width: 260 },
  { id: 'platform', header: 'Platform', value: ({ Platform: platform }) => platform, width: 160 },
  { id: 'version', header: 'Version', value: ({ PlatformVersion: version }) => version, width: 110 },
  { id: 'account', header: 'Account', value: ({ ResourceOwningAccountId: owner }) => owner, width: 150 },
  { id: 'arn', header: 'ARN', value: ({ ResourceArn: arn }) => arn, hidden: true },
];
