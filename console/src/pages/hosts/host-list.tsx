import { type Host, ReleaseHostsCommand } from '@aws-sdk/client-ec2';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { ec2 } from '../../aws/ec2.ts';
import { useAwsChange } from '../../aws/use-aws.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useIdFilter } from '../../parts/id-filter.ts';
import { EmptyState } from '../../parts/query-state.tsx';
import { ResourceTable } from '../../parts/resource-table.tsx';
import { useSelection } from '../../parts/use-selection.ts';
import { useNotify } from '../../shell/notifications.tsx';
import { useRegion } from '../../shell/region.ts';
import { LicensesOfResource } from '../licenses/licenses-of-resource.tsx';
import { AllocateHosts } from './allocate-hosts.tsx';
import { HOST_COLUMNS, idOf } from './host-columns.tsx';
import { useHosts } from './hosts.ts';

/** Dedicated Hosts with their sockets, cores and slots, and the licenses of the one that is chosen. */
export function HostList() {
  const list = useHosts();
  const region = useRegion();
  const [open, setOpen] = useState<'allocate' | 'release'>();
  const { chosen, selection } = useSelection(list.items, idOf);
  const allocate = <Button onClick={() => setOpen('allocate')}>Allocate Dedicated Hosts</Button>;
  const close = () => setOpen(undefined);
  const [one] = chosen;
  return (
    <SpaceBetween size="m">
      <ResourceTable
        name="hosts"
        title="Dedicated Hosts"
        description="Licenses by core and socket are counted by host: once, however many machines are on it."
        things="Dedicated Hosts"
        list={list}
        columns={HOST_COLUMNS}
        idOf={idOf}
        initialFilter={useIdFilter()}
        selection={selection}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={chosen.length === 0} onClick={() => setOpen('release')}>
              Release
            </Button>
            {allocate}
          </SpaceBetween>
        }
        empty={
          <EmptyState title="No Dedicated Hosts" action={allocate}>
            Licenses by core and socket need hosts that are yours alone.
          </EmptyState>
        }
      />
      {chosen.length === 1 && (
        <LicensesOfResource arn={`arn:aws:ec2:${region}:${one!.OwnerId}:dedicated-host/${idOf(one!)}`} />
      )}
      {open === 'allocate' && <AllocateHosts onClose={close} />}
      {open === 'release' && <Release hosts={chosen} onClose={close} />}
    </SpaceBetween>
  );
}

function Release({ hosts, onClose }: { hosts: readonly Host[]; onClose: () => void }) {
  const notify = useNotify();
  const ids = hosts.map(idOf);
  const release = useAwsChange(releaseHosts, () => {
    notify.success(`${ids.join(', ')}: released.`);
    onClose();
  });
  return (
    <Confirm
      title="Release?"
      verb="Release"
      busy={release.isPending}
      error={release.error}
      disabled={ids.length === 0}
      onConfirm={() => release.mutate(ids)}
      onClose={onClose}
    >
      {ids.join(', ')}: hosts without machines are given back, and the licenses that they took are free.
    </Confirm>
  );
}

/** The call answers what it could not do; here that is a failure like any. */
async function releaseHosts(region: string, HostIds: string[]): Promise<void> {
  const { Unsuccessful: failed = [] } = await ec2(region).send(new ReleaseHostsCommand({ HostIds }));
  if (failed.length === 0) return;
  const reasons = failed.map(({ ResourceId: id, Error: reason }) => `${id}: ${reason?.Message}`);
  throw Object.assign(new Error(reasons.join(' ')), { name: failed[0]!.Error?.Code ?? 'Error' });
}
