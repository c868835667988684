import type { Host } from '@aws-sdk/client-ec2';
import { nameTag } from '../../parts/name-tag.ts';
import type { Column } from '../../parts/resource-table.tsx';
import { HostPicture } from './host-picture.tsx';

export const idOf = ({ HostId: id }: Host): string => id!;

/** "m5.large: 3 of 48" for each type that fits. */
const slotsOf = ({ AvailableCapacity: capacity }: Host): string[] =>
  (capacity?.AvailableInstanceCapacity ?? []).map(
    ({ InstanceType: type, AvailableCapacity: free, TotalCapacity: all }) => `${type}: ${free} of ${all}`,
  );

/** How many types are listed; a family has a dozen. */
const LISTED = 3;

export const HOST_COLUMNS: readonly Column<Host>[] = [
  { id: 'id', header: 'Host ID', value: idOf, width: 200 },
  { id: 'name', header: 'Name', value: ({ Tags: tags }) => nameTag(tags), hidden: true },
  {
    id: 'family',
    header: 'Family',
    value: ({ HostProperties: host }) => host?.InstanceFamily ?? host?.InstanceType,
    width: 110,
  },
  { id: 'state', header: 'State', value: ({ State: state }) => state, width: 100 },
  {
    id: 'cores',
    header: 'Sockets and cores',
    value: ({ HostProperties: host }) => `${host?.Sockets} sockets, ${host?.Cores} cores`,
    cell: (host) => (
      <>
        <div>{`${host.HostProperties?.Sockets} sockets, ${host.HostProperties?.Cores} cores`}</div>
        <HostPicture host={host} />
      </>
    ),
    width: 190,
  },
  {
    id: 'slots',
    header: 'Free slots',
    value: (host) => slotsOf(host).join('; '),
    cell: (host) =>
      slotsOf(host)
        .slice(0, LISTED)
        .map((slot) => <div key={slot}>{slot}</div>),
    width: 210,
  },
  { id: 'machines', header: 'Instances', value: ({ Instances: machines = [] }) => machines.length, width: 120 },
  { id: 'zone', header: 'Zone', value: ({ AvailabilityZone: zone }) => zone, hidden: true },
  { id: 'recovery', header: 'Host recovery', value: ({ HostRecovery: recovery }) => recovery, hidden: true },
  { id: 'placement', header: 'Auto-placement', value: ({ AutoPlacement: placement }) => placement, hidden: true },
  {
    id: 'grouped',
    header: 'In a host resource group',
    value: ({ MemberOfServiceLinkedResourceGroup: grouped }) => (grouped ? 'Yes' : 'No'),
    hidden: true,
  },
  { id: 'owner', header: 'Owner', value: ({ OwnerId: owner }) => owner, hidden: true },
];
