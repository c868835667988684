import type { AllocateHostsRequest, ModifyHostsRequest } from '@aws-sdk/client-ec2';
import { hostFacts } from '../../../domain/catalogue/host-facts.ts';
import { findInstanceType } from '../../../domain/catalogue/instance-types.ts';
import type { Constraints } from '../../../domain/constraints.ts';
import { allowsMixedSizes } from '../../../domain/hosts/host.ts';
import { Fault } from '../../../fault.ts';
import { refusalFault } from '../refusal-fault.ts';

const SWITCH = { oneOf: ['on', 'off'] } as const;

export const hostSettingConstraints: Constraints = {
  AutoPlacement: SWITCH,
  HostRecovery: SWITCH,
  HostMaintenance: SWITCH,
};

type HostSettings = Pick<
  AllocateHostsRequest & ModifyHostsRequest,
  'AutoPlacement' | 'HostRecovery' | 'HostMaintenance'
>;

/** The switches of a host that a request gives. */
export const hostSettings = (given: HostSettings) => ({
  ...(given.AutoPlacement && { autoPlacement: given.AutoPlacement === 'on' }),
  ...(given.HostRecovery && { hostRecovery: given.HostRecovery === 'on' }),
  ...(given.HostMaintenance && { hostMaintenance: given.HostMaintenance === 'on' }),
});

interface TypesRequest {
  readonly InstanceType?: string | undefined;
  readonly InstanceFamily?: string | undefined;
}

/** What a host is to take, one type or a family of them; undefined where the request says nothing of it. Throws EC2's faults. */
export function takenTypes({ InstanceType: name, InstanceFamily: family }: TypesRequest) {
  if (name && family)
    throw new Fault('InvalidParameterCombination', 'InstanceType and InstanceFamily cannot be given together.');
  if (name) return takenType(name);
  return family ? takenFamily(family) : undefined;
}

function takenType(instanceType: string) {
  const type = findInstanceType(instanceType);
  if (!type) throw refusalFault({ kind: 'instance-type-unknown', instanceType });
  if (!type.dedicatedHosts) throw unsupported(`${instanceType} does not run on Dedicated Hosts.`);
  return { family: type.family, instanceType };
}

function takenFamily(family: string) {
  if (!hostFacts(family)) throw unsupported(`No instance family ${family} runs on Dedicated Hosts.`);
  if (!allowsMixedSizes(family))
    throw unsupported(`Hosts of the family ${family} take one type only; give InstanceType instead.`);
  return { family };
}

const unsupported = (message: string): Fault => new Fault('UnsupportedHostConfiguration', message);
