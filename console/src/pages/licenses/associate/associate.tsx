import {
  type GetLicenseConfigurationCommandOutput as License,
  UpdateLicenseSpecificationsForResourceCommand,
} from '@aws-sdk/client-license-manager';
import Button from '@cloudscape-design/components/button';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { licenseManager } from '../../../aws/license-manager.ts';
import { useAwsChange, useAwsList } from '../../../aws/use-aws.ts';
import { idInArn } from '../../../parts/arn.ts';
import { EmptyState, ErrorAlert, QueryError } from '../../../parts/query-state.tsx';
import { type Column, ResourceTable } from '../../../parts/resource-table.tsx';
import { useSelection } from '../../../parts/use-selection.ts';
import { useSession } from '../../../session/session.ts';
import { useNotify } from '../../../shell/notifications.tsx';
import { useHref } from '../../../shell/region.ts';
import { licensePath, useLicense } from '../licenses.ts';
import { ASSOCIABLE, type Associable } from './associable.ts';

/** Ties images, machines, hosts and servers to the license that the address names. */
export function Associate() {
  const license = useLicense();
  const [kind, setKind] = useState('images');
  return (
    <SpaceBetween size="m">
      <QueryError error={license.error} onRetry={license.refetch} />
      <SegmentedControl
        label="What to associate"
        selectedId={kind}
        options={Object.entries(ASSOCIABLE).map(([id, { title }]) => ({ id, text: title }))}
        onChange={({ detail }) => setKind(detail.selectedId)}
      />
      {license.data && <Choice key={kind} kind={kind} license={license.data} />}
    </SpaceBetween>
  );
}

function Choice({ kind, license }: { kind: string; license: License }) {
  const { accountId } = useSession();
  const href = useHref();
  const { title, ask } = ASSOCIABLE[kind]!;
  const list = useAwsList<Associable>({
    key: ['associable', kind],
    ask: (region, nextToken) => ask(region, accountId, nextToken),
  });
  const { selection } = useSelection(list.items, ({ arn }) => arn);
  const chosen = selection.ids;
  const change = useAssociate(license);
  return (
    <SpaceBetween size="s">
      <ErrorAlert error={change.error} />
      <ResourceTable
        name={`associate-${kind}`}
        title={`Associate ${title} with ${license.Name}`}
        things={title}
        list={list}
        columns={COLUMNS}
        idOf={({ arn }) => arn}
        selection={selection}
        actions={
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" href={href(licensePath(license))}>
              Cancel
            </Button>
            <Button
              variant="primary"
              disabled={chosen.length === 0}
              loading={change.isPending}
              onClick={() => change.mutate(chosen)}
            >
              Associate
            </Button>
          </SpaceBetween>
        }
        empty={<EmptyState title={`No ${title}`}>There is nothing of this kind in the Region.</EmptyState>}
      />
    </SpaceBetween>
  );
}

/** One after the other: what is refused stops those behind it, and says why. */
function useAssociate(license: License) {
  const [, navigate] = useLocation();
  const notify = useNotify();
  const AddLicenseSpecifications = [{ LicenseConfigurationArn: license.LicenseConfigurationArn }];
  return useAwsChange(
    async (region, arns: readonly string[]) => {
      for (const ResourceArn of arns)
        await licenseManager(region).send(
          new UpdateLicenseSpecificationsForResourceCommand({ ResourceArn, AddLicenseSpecifications }),
        );
    },
    (_output, arns) => {
      notify.success(`${arns.map(idInArn).join(', ')}: associated with ${license.Name}.`);
      navigate(`${licensePath(license)}?tab=associations`);
    },
  );
}

const COLUMNS: readonly Column<Associable>[] = [
  { id: 'id', header: 'ID', value: ({ id }) => id, width: 220 },
  { id: 'name', header: 'Name', value: ({ name }) => name, width: 320 },
  { id: 'detail', header: 'Details', value: ({ detail }) => detail, width: 320 },
];
