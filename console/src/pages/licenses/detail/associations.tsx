import {
  type GetLicenseConfigurationCommandOutput as License,
  type LicenseConfigurationAssociation,
  ListAssociationsForLicenseConfigurationCommand,
  UpdateLicenseSpecificationsForResourceCommand,
} from '@aws-sdk/client-license-manager';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { licenseManager } from '../../../aws/license-manager.ts';
import { useAwsChange, useAwsList } from '../../../aws/use-aws.ts';
import { idInArn } from '../../../parts/arn.ts';
import { Confirm } from '../../../parts/confirm.tsx';
import { formatTime } from '../../../parts/format-time.ts';
import { EmptyState } from '../../../parts/query-state.tsx';
import { ResourceLink } from '../../../parts/resource-link.tsx';
import { type Column, ResourceTable } from '../../../parts/resource-table.tsx';
import { useSelection } from '../../../parts/use-selection.ts';
import { useNotify } from '../../../shell/notifications.tsx';
import { useHref } from '../../../shell/region.ts';
import { licensePath } from '../licenses.ts';

/** What is tied to the license: launches from an image of these take it. */
export function Associations({ license }: { license: License }) {
  const href = useHref();
  const list = useAssociations(license.LicenseConfigurationArn!);
  const [asking, setAsking] = useState(false);
  const { selection } = useSelection(list.items, arnOf);
  const chosen = selection.ids;
  const associate = href(`${licensePath(license)}/associate`);
  return (
    <>
      <ResourceTable
        name="license-associations"
        title="Associated AMIs and resources"
        things="associations"
        variant="container"
        list={list}
        columns={COLUMNS}
        idOf={arnOf}
        selection={selection}
        actions={
          <SpaceBetween size="xs" direction="horizontal">
            <Button disabled={chosen.length === 0} onClick={() => setAsking(true)}>
              Disassociate
            </Button>
            <Button href={associate}>Associate</Button>
          </SpaceBetween>
        }
        empty={
          <EmptyState title="Nothing is associated" action={<Button href={associate}>Associate</Button>}>
            Associate an image, and each launch from it takes this license.
          </EmptyState>
        }
      />
      {asking && <Disassociate license={license} resourceArns={chosen} onClose={() => setAsking(false)} />}
    </>
  );
}

const arnOf = ({ ResourceArn: arn }: LicenseConfigurationAssociation): string => arn!;

const useAssociations = (LicenseConfigurationArn: string) =>
  useAwsList<LicenseConfigurationAssociation>({
    key: ['associations', LicenseConfigurationArn],
    async ask(region, NextToken) {
      const command = new ListAssociationsForLicenseConfigurationCommand({ LicenseConfigurationArn, NextToken });
      const answer = await licenseManager(region).send(command);
      return { items: answer.LicenseConfigurationAssociations ?? [], nextToken: answer.NextToken };
    },
  });

const COLUMNS: readonly Column<LicenseConfigurationAssociation>[] = [
  {
    id: 'resource',
    header: 'Resource',
    value: ({ ResourceArn: arn }) => idInArn(arn),
    cell: ({ ResourceArn: arn }) => <ResourceLink arn={arn} />,
    width: 240,
  },
  { id: 'type', header: 'Type', value: ({ ResourceType: type }) => type, width: 200 },
  {
    id: 'since',
    header: 'Since',
    value: ({ AssociationTime: time }) => time?.toISOString(),
    cell: ({ AssociationTime: time }) => formatTime(time),
    width: 180,
  },
  { id: 'account', header: 'Account', value: ({ ResourceOwnerId: owner }) => owner, width: 150 },
  { id: 'scope', header: 'Scope', value: ({ AmiAssociationScope: scope }) => scope, hidden: true },
];

interface DisassociateProps {
  readonly license: License;
  readonly resourceArns: readonly string[];
  readonly onClose: () => void;
}

function Disassociate({ license, resourceArns, onClose }: DisassociateProps) {
  const notify = useNotify();
  const RemoveLicenseSpecifications = [{ LicenseConfigurationArn: license.LicenseConfigurationArn }];
  const change = useAwsChange(
    async (region, arns: readonly string[]) => {
      for (const ResourceArn of arns)
        await licenseManager(region).send(
          new UpdateLicenseSpecificationsForResourceCommand({ ResourceArn, RemoveLicenseSpecifications }),
        );
    },
    (_output, arns) => {
      notify.success(`${arns.map(idInArn).join(', ')}: no longer associated with ${license.Name}.`);
      onClose();
    },
  );
  return (
    <Confirm
      title="Disassociate?"
      verb="Disassociate"
      busy={change.isPending}
      error={change.error}
      disabled={resourceArns.length === 0}
      onConfirm={() => change.mutate(resourceArns)}
      onClose={onClose}
    >
      {resourceArns.map(idInArn).join(', ')}: what is tied here no more takes no license of {license.Name} from now on.
    </Confirm>
  );
}
