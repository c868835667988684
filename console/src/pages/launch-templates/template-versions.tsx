import { DescribeLaunchTemplateVersionsCommand, type LaunchTemplateVersion } from '@aws-sdk/client-ec2';
import { ec2 } from '../../aws/ec2.ts';
import { useAwsList } from '../../aws/use-aws.ts';
import { idInArn } from '../../parts/arn.ts';
import { EmptyState } from '../../parts/query-state.tsx';
import { type Column, ResourceTable } from '../../parts/resource-table.tsx';
import { LicenseLinks } from '../licenses/license-links.tsx';

export function TemplateVersions({ id }: { id: string }) {
  const list = useAwsList<LaunchTemplateVersion>({
    key: ['template-versions', id],
    async ask(region, NextToken) {
      const command = new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: id, NextToken });
      const { LaunchTemplateVersions: items = [], NextToken: nextToken } = await ec2(region).send(command);
      return { items, nextToken };
    },
  });
  return (
    <ResourceTable
      name="launch-template-versions"
      title={`Versions of ${id}`}
      things="versions"
      variant="container"
      list={list}
      columns={COLUMNS}
      idOf={({ VersionNumber: version }) => String(version)}
      empty={<EmptyState title="No versions" />}
    />
  );
}

const licensesOf = ({ LaunchTemplateData: data }: LaunchTemplateVersion): string[] =>
  (data?.LicenseSpecifications ?? []).flatMap(({ LicenseConfigurationArn: arn }) => arn ?? []);

const COLUMNS: readonly Column<LaunchTemplateVersion>[] = [
  { id: 'version', header: 'Version', value: ({ VersionNumber: version }) => version, width: 100 },
  {
    id: 'default',
    header: 'Default',
    value: ({ DefaultVersion: isDefault }) => (isDefault ? 'Yes' : 'No'),
    width: 100,
  },
  { id: 'image', header: 'AMI', value: ({ LaunchTemplateData: data }) => data?.ImageId, width: 220 },
  { id: 'type', header: 'Type', value: ({ LaunchTemplateData: data }) => data?.InstanceType, width: 120 },
  {
    id: 'licenses',
    header: 'Licenses',
    value: (version) => licensesOf(version).map(idInArn).join(' '),
    cell: (version) => <LicenseLinks arns={licensesOf(version)} />,
    width: 320,
  },
];
