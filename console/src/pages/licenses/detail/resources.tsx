import {
  type GetLicenseConfigurationCommandOutput as License,
  type LicenseConfigurationUsage,
  ListUsageForLicenseConfigurationCommand,
} from '@aws-sdk/client-license-manager';
import { licenseManager } from '../../../aws/license-manager.ts';
import { useAwsList } from '../../../aws/use-aws.ts';
import { idInArn } from '../../../parts/arn.ts';
import { formatTime } from '../../../parts/format-time.ts';
import { EmptyState } from '../../../parts/query-state.tsx';
import { ResourceLink } from '../../../parts/resource-link.tsx';
import { type Column, ResourceTable } from '../../../parts/resource-table.tsx';

/** What holds licenses now. */
export function Resources({ license }: { license: License }) {
  const LicenseConfigurationArn = license.LicenseConfigurationArn!;
  const list = useAwsList<LicenseConfigurationUsage>({
    key: ['usage', LicenseConfigurationArn],
    async ask(region, NextToken) {
      const command = new ListUsageForLicenseConfigurationCommand({ LicenseConfigurationArn, NextToken });
      const answer = await licenseManager(region).send(command);
      return { items: answer.LicenseConfigurationUsageList ?? [], nextToken: answer.NextToken };
    },
  });
  return (
    <ResourceTable
      name="license-resources"
      title="Resources"
      things="resources"
      variant="container"
      list={list}
      columns={COLUMNS}
      idOf={({ ResourceArn: arn }) => arn!}
      empty={
        <EmptyState title="Nothing uses this license">
          Associate an image, and machines that are launched from it are counted here.
        </EmptyState>
      }
    />
  );
}

const COLUMNS: readonly Column<LicenseConfigurationUsage>[] = [
  {
    id: 'resource',
    header: 'Resource',
    value: ({ ResourceArn: arn }) => idInArn(arn),
    cell: ({ ResourceArn: arn }) => <ResourceLink arn={arn} />,
    width: 200,
  },
  { id: 'type', header: 'Type', value: ({ ResourceType: type }) => type, width: 170 },
  { id: 'used', header: 'Licenses used', value: ({ ConsumedLicenses: used }) => used, width: 110 },
  { id: 'status', header: 'Status', value: ({ ResourceStatus: status }) => status, width: 110 },
  {
    id: 'since',
    header: 'Associated since',
    value: ({ AssociationTime: time }) => time?.toISOString(),
    cell: ({ AssociationTime: time }) => formatTime(time),
    width: 175,
  },
  { id: 'account', header: 'Account', value: ({ ResourceOwnerId: owner }) => owner, width: 140 },
];
