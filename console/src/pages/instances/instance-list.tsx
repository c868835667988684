import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { idInArn } from '../../parts/arn.ts';
import { eventsOf } from '../../parts/events-link.ts';
import { formatTime } from '../../parts/format-time.ts';
import { useIdFilter } from '../../parts/id-filter.ts';
import { nameTag } from '../../parts/name-tag.ts';
import { EmptyState } from '../../parts/query-state.tsx';
import { type Column, ResourceTable } from '../../parts/resource-table.tsx';
import { useSelection } from '../../parts/use-selection.ts';
import { useHref } from '../../shell/region.ts';
import { LicenseLinks } from '../licenses/license-links.tsx';
import { InstanceActions } from './instance-actions.tsx';
import { type OwnedInstance, useInstances } from './instances.ts';

/** The machines of the account, and the licenses that they hold. */
export function InstanceList() {
  const list = useInstances();
  const href = useHref();
  const { chosen, selection } = useSelection(list.items, idOf);
  return (
    <ResourceTable
      name="instances"
      title="Instances"
      things="instances"
      list={list}
      columns={COLUMNS}
      idOf={idOf}
      initialFilter={useIdFilter()}
      selection={selection}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <Button disabled={chosen.length !== 1} href={chosen[0] && href(eventsOf({ ResourceName: idOf(chosen[0]) }))}>
            Events
          </Button>
          <InstanceActions instances={chosen} />
        </SpaceBetween>
      }
      empty={
        <EmptyState title="No instances" action={<Button href={href('/instances/launch')}>Launch instances</Button>}>
          What is launched takes the licenses of its image or launch template.
        </EmptyState>
      }
    />
  );
}

const idOf = ({ InstanceId: id }: OwnedInstance): string => id!;

const STATES: Readonly<Record<string, StatusIndicatorProps.Type>> = {
  running: 'success',
  pending: 'pending',
  stopping: 'pending',
  'shutting-down': 'pending',
  stopped: 'stopped',
  terminated: 'stopped',
};

const licensesOf = ({ Licenses: licenses = [] }: OwnedInstance): string[] =>
  licenses.flatMap(({ LicenseConfigurationArn: arn }) => arn ?? []);

const COLUMNS: readonly Column<OwnedInstance>[] = [
  { id: 'id', header: 'Instance ID', value: idOf, width: 190 },
  { id: 'name', header: 'Name', value: ({ Tags: tags }) => nameTag(tags), width: 120 },
  {
    id: 'state',
    header: 'State',
    value: ({ State: state }) => state?.Name,
    cell: ({ State: state }) => (
      <StatusIndicator type={STATES[state?.Name ?? ''] ?? 'info'}>{state?.Name}</StatusIndicator>
    ),
    width: 130,
  },
  { id: 'type', header: 'Type', value: ({ InstanceType: type }) => type, width: 130 },
  {
    id: 'licenses',
    header: 'Licenses',
    value: (instance) => licensesOf(instance).map(idInArn).join(' '),
    cell: (instance) => <LicenseLinks arns={licensesOf(instance)} />,
    width: 320,
  },
  { id: 'image', header: 'AMI', value: ({ ImageId: id }) => id, hidden: true },
  { id: 'tenancy', header: 'Tenancy', value: ({ Placement: placement }) => placement?.Tenancy, hidden: true },
  { id: 'host', header: 'Dedicated Host', value: ({ Placement: placement }) => placement?.HostId, hidden: true },
  {
    id: 'launched',
    header: 'Launched',
    value: ({ LaunchTime: time }) => time?.toISOString(),
    cell: ({ LaunchTime: time }) => formatTime(time),
    hidden: true,
  },
];
