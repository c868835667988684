import type { AllocateHostsRequest, AllocateHostsResult } from '@aws-sdk/client-ec2';
import type { AllocateHostsCommand } from '../../../domain/commands.ts';
import { availabilityZones } from '../../../domain/networks/network.ts';
import { hostKeys } from '../../../domain/policies/ec2-keys.ts';
import { CommonFault, Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { actorOf } from '../../change.ts';
import { ec2Arn, HOST } from '../ec2-ids.ts';
import { launchTokenOf } from '../instances/launch-token.ts';
import { refusalFault } from '../refusal-fault.ts';
import { tagsFor } from '../tags/ec2-tags.ts';
import { hostSettingConstraints, hostSettings, takenTypes } from './host-settings.ts';

/** Hosts of one request at the most. */
const LIMIT = 1000;

/** Allocates Dedicated Hosts. They are available at once and cost no license while they are empty. */
export const allocateHosts: Operation<AllocateHostsRequest, AllocateHostsResult> = {
  constraints: {
    Quantity: { integer: true, range: [1, LIMIT] },
    ClientToken: { length: [0, 64] },
    ...hostSettingConstraints,
  },
  resources: (_, scope) => [ec2Arn(HOST, '*', scope)],
  keysOfMade: (input, scope) => ({ 'dedicated-host': hostKeys(factsOf(input), scope) }),

  async handle(input, context) {
    checkSupported(input);
    const outcome = await context.ledger.submit({
      kind: 'allocate-hosts',
      actor: actorOf(context),
      token: launchTokenOf(input),
      quantity: input.Quantity ?? 1,
      plan: planOf(input, context.region),
      tags: tagsFor(input.TagSpecifications, HOST.resourceType),
    });
    if (!outcome.ok) throw refusalFault(outcome.refusal);
    return { HostIds: [...(outcome.hostIds ?? [])] };
  },
};

function checkSupported({ OutpostArn, AssetIds, CpuOptions }: AllocateHostsRequest): void {
  const asked = OutpostArn ? 'OutpostArn' : AssetIds?.length ? 'AssetIds' : undefined;
  if (asked) throw new Fault('UnsupportedOperation', `Headroom has no Outposts; leave ${asked} out.`);
  if ((CpuOptions?.AmdSevSnp ?? 'disabled') !== 'disabled')
    throw new Fault('UnsupportedOperation', 'Headroom does not support CpuOptions.AmdSevSnp of a host; leave it out.');
}

function planOf(input: AllocateHostsRequest, region: string): AllocateHostsCommand['plan'] {
  const takes = takenTypes(input);
  if (!takes) throw new CommonFault('MissingMember', 'The request must contain InstanceType or InstanceFamily');
  const { ClientToken: clientToken } = input;
  return {
    availabilityZone: zoneOf(input, region),
    ...takes,
    ...hostSettings(input),
    ...(clientToken && { clientToken }),
  };
}

function zoneOf({ AvailabilityZone: name, AvailabilityZoneId: id }: AllocateHostsRequest, region: string): string {
  if (name && id)
    throw new Fault('InvalidParameterCombination', 'Give the availability zone by its name or by its id, not both.');
  if (!name && !id)
    throw new CommonFault('MissingMember', 'The request must contain AvailabilityZone or AvailabilityZoneId');
  const zone = availabilityZones(region).find((known) => known.name === name || known.zoneId === id);
  if (zone) return zone.name;
  throw refusalFault({ kind: 'zone-unknown', availabilityZone: name || id! });
}

const factsOf = (input: AllocateHostsRequest) => ({
  availabilityZone: input.AvailabilityZone,
  availabilityZoneId: input.AvailabilityZoneId,
  instanceType: input.InstanceType,
  autoPlacement: input.AutoPlacement === 'on',
  hostRecovery: input.HostRecovery === 'on',
  quantity: input.Quantity ?? 1,
});
