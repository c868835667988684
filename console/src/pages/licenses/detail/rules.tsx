import type { GetLicenseConfigurationCommandOutput as License } from '@aws-sdk/client-license-manager';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { EmptyState } from '../../../parts/query-state.tsx';
import { describeRule } from '../form/license-rules.ts';

export function Rules({ license: { LicenseRules: texts = [] } }: { license: License }) {
  return (
    <Table
      header={<Header variant="h2">Rules</Header>}
      ariaLabels={{ tableLabel: 'Rules' }}
      items={texts.map((text) => ({ text, ...describeRule(text) }))}
      trackBy="text"
      wrapLines
      empty={<EmptyState title="No rules">Only the number of licenses limits what is launched.</EmptyState>}
      columnDefinitions={[
        { id: 'label', header: 'Rule', isRowHeader: true, cell: ({ label }) => label },
        { id: 'value', header: 'Value', cell: ({ value }) => value },
        { id: 'explanation', header: 'What it does', cell: ({ explanation }) => explanation },
      ]}
    />
  );
}
