import type { GetLicenseConfigurationCommandOutput as License } from '@aws-sdk/client-license-manager';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { EmptyState } from '../../../parts/query-state.tsx';

const COMPARISONS: Readonly<Record<string, string>> = { EQUALS: 'is', NOT_EQUALS: 'is not' };

export function DiscoveryRules({ license }: { license: License }) {
  const rules = (license.ProductInformationList ?? []).map((product, at) => ({
    id: String(at),
    type: product.ResourceType,
    conditions: (product.ProductInformationFilterList ?? []).map((filter) => ({
      name: filter.ProductInformationFilterName ?? '',
      text: [
        filter.ProductInformationFilterName,
        COMPARISONS[filter.ProductInformationFilterComparator ?? ''],
        (filter.ProductInformationFilterValue ?? []).join(' or '),
      ].join(' '),
    })),
  }));
  return (
    <Table
      header={
        <Header
          variant="h2"
          description={
            license.DisassociateWhenNotFound
              ? 'A server gives its licenses back when the software is found on it no more.'
              : 'A server keeps its licenses when the software is found on it no more.'
          }
        >
          Automated discovery rules
        </Header>
      }
      ariaLabels={{ tableLabel: 'Automated discovery rules' }}
      items={rules}
      trackBy="id"
      wrapLines
      empty={
        <EmptyState title="No discovery rules">
          Add one in Edit, and software that servers report under a name takes this license by itself.
        </EmptyState>
      }
      columnDefinitions={[
        { id: 'type', header: 'Discovered on', isRowHeader: true, cell: ({ type }) => type },
        {
          id: 'conditions',
          header: 'All of these hold',
          cell: ({ conditions }) => conditions.map(({ name, text }) => <div key={name}>{text}</div>),
        },
      ]}
    />
  );
}
