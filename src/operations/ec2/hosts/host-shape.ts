import type { _InstanceType, Host as Ec2Host, Tag } from '@aws-sdk/client-ec2';
import {
  type Occupancy,
  occupancyOf,
  occupiesHost,
  roomFor,
  slotsFor,
  totalVcpus,
  typesOn,
} from '../../../domain/hosts/host.ts';
import { availabilityZones } from '../../../domain/networks/network.ts';
import type { ListedHost } from '../../../views/ec2/hosts.ts';

const onOff = (on: boolean) => (on ? 'on' : 'off');

/**
 * A Dedicated Host in EC2's form, as an account sees it. Of a host that is shared with it an account sees what still
 * fits and its own machines, not those of others, nor what its owner put on it for itself (EC2 user guide, shared hosts).
 */
export function hostShape(host: ListedHost, viewerId: string, tags: readonly Tag[] = []): Ec2Host {
  const isOwn = host.accountId === viewerId;
  const occupancy = occupancyOf(host.machines);
  const zone = availabilityZones(host.region).find(({ name }) => name === host.availabilityZone);
  return {
    HostId: host.id,
    OwnerId: host.accountId,
    State: host.state,
    AvailabilityZone: host.availabilityZone,
    AvailabilityZoneId: zone?.zoneId,
    AllocationTime: host.allocatedAt,
    ReleaseTime: host.releasedAt,
    AutoPlacement: onOff(host.autoPlacement),
    HostRecovery: onOff(host.hostRecovery),
    HostMaintenance: onOff(host.hostMaintenance),
    AllowsMultipleInstanceTypes: onOff(host.instanceType === undefined),
    MemberOfServiceLinkedResourceGroup: host.groupArn !== undefined,
    ClientToken: isOwn ? host.clientToken : undefined,
    HostProperties: propertiesOf(host),
    AvailableCapacity: capacityOf(host, occupancy),
    Instances: host.machines
      .filter((machine) => occupiesHost(machine) && (isOwn || machine.ownerId === viewerId))
      .map(({ id, instanceType, ownerId }) => ({ InstanceId: id, InstanceType: instanceType, OwnerId: ownerId })),
    Tags: isOwn ? [...tags] : [],
  };
}

/** Of type and family the one that the host takes, as EC2 has it: Terraform sees a change in the other. */
const propertiesOf = (host: ListedHost): Ec2Host['HostProperties'] => ({
  Cores: host.cores,
  Sockets: host.sockets,
  TotalVCpus: totalVcpus(host),
  ...(host.instanceType === undefined ? { InstanceFamily: host.family } : { InstanceType: host.instanceType }),
});

function capacityOf(host: ListedHost, occupancy: Occupancy): Ec2Host['AvailableCapacity'] {
  return {
    AvailableInstanceCapacity: typesOn(host).map((type) => ({
      InstanceType: type.name as _InstanceType,
      AvailableCapacity: roomFor(host, type, occupancy),
      TotalCapacity: slotsFor(host, type),
    })),
    AvailableVCpus: host.state === 'available' ? Math.max(0, totalVcpus(host) - occupancy.vcpus) : 0,
  };
}
