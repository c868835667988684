import {
  type GetLicenseConfigurationCommandOutput as License,
  type LicenseOperationFailure,
  ListFailuresForLicenseConfigurationOperationsCommand,
} from '@aws-sdk/client-license-manager';
import { licenseManager } from '../../../aws/license-manager.ts';
import { useAwsList } from '../../../aws/use-aws.ts';
import { idInArn } from '../../../parts/arn.ts';
import { formatTime } from '../../../parts/format-time.ts';
import { EmptyState } from '../../../parts/query-state.tsx';
import { type Column, ResourceTable } from '../../../parts/resource-table.tsx';

interface Failure extends LicenseOperationFailure {
  readonly id: string;
}

/** What was refused because of the license, and what discovery could not do; newest first. */
export function Failures({ license }: { license: License }) {
  const LicenseConfigurationArn = license.LicenseConfigurationArn!;
  const list = useAwsList<Failure>({
    key: ['failures', LicenseConfigurationArn],
    async ask(region, NextToken) {
      const command = new ListFailuresForLicenseConfigurationOperationsCommand({ LicenseConfigurationArn, NextToken });
      const answer = await licenseManager(region).send(command);
      const items = (answer.LicenseOperationFailureList ?? []).map((failure, nth) => ({
        ...failure,
        id: `${failure.FailureTime?.getTime()} ${NextToken} ${nth}`,
      }));
      return { items, nextToken: answer.NextToken };
    },
  });
  return (
    <ResourceTable
      name="license-failures"
      title="Failures"
      description="Launches that were refused, and what discovery could not do."
      things="failures"
      variant="container"
      list={list}
      columns={COLUMNS}
      idOf={({ id }) => id}
      empty={<EmptyState title="No failures">Nothing was refused because of this license.</EmptyState>}
    />
  );
}

const COLUMNS: readonly Column<Failure>[] = [
  {
    id: 'time',
    header: 'Time',
    value: ({ FailureTime: time }) => time?.toISOString(),
    cell: ({ FailureTime: time }) => formatTime(time),
    width: 180,
  },
  { id: 'operation', header: 'Operation', value: ({ OperationName: name }) => name, width: 140 },
  { id: 'message', header: 'Why', value: ({ ErrorMessage: message }) => message, width: 420 },
  { id: 'by', header: 'Requested by', value: ({ OperationRequestedBy: by }) => by, width: 220 },
  { id: 'resource', header: 'Resource', value: ({ ResourceArn: arn }) => idInArn(arn), hidden: true },
  { id: 'account', header: 'Account', value: ({ ResourceOwnerId: owner }) => owner, hidden: true },
];
