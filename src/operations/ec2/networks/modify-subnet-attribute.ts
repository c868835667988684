import type { ModifySubnetAttributeRequest } from '@aws-sdk/client-ec2';
import type { Subnet } from '../../../domain/networks/vpc.ts';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { lockSubnet, updateSubnet } from '../../../store/vpc.ts';
import { change } from '../../change.ts';
import { ec2Arn, SUBNET } from '../ec2-ids.ts';
import { refuseUnbuilt } from '../refuse-unbuilt.ts';
import { refuseDefaultSubnet, requireSubnet } from './own-network.ts';

/** Changes one attribute. To set what is set already is no change, so that it is also allowed of default subnets. */
export const modifySubnetAttribute: Operation<ModifySubnetAttributeRequest, object> = {
  constraints: { PrivateDnsHostnameTypeOnLaunch: { oneOf: ['ip-name', 'resource-name'] } },
  resources: ({ SubnetId }, scope) => [ec2Arn(SUBNET, SubnetId!, scope)],

  async handle(request, context) {
    const { SubnetId: id } = request;
    const changes = changesOf(request);
    const [attribute] = Object.keys(changes) as (keyof Subnet)[];
    const left = NEVER_ON.filter((member) => request[member] !== undefined);
    if (Object.keys(changes).length + left.length !== 1)
      throw new Fault('InvalidParameterCombination', 'Give exactly one attribute of the subnet to be changed.');
    await change(context, { resources: [ec2Arn(SUBNET, id!, context)], detail: changes }, async (trx) => {
      await lockSubnet(trx, id!);
      const subnet = await requireSubnet(trx, context, id!);
      const changed: Subnet = { ...subnet, ...changes };
      if (!attribute || changed[attribute] === subnet[attribute]) return;
      refuseDefaultSubnet(subnet, 'changed');
      await updateSubnet(trx, changed);
    });
    return {};
  },
};

/** Not built: to switch them off, as they are, is no change. */
const NEVER_ON = ['AssignIpv6AddressOnCreation', 'MapCustomerOwnedIpOnLaunch'] as const;

function changesOf(request: ModifySubnetAttributeRequest): Partial<Subnet> {
  refuseUnbuilt(request, ['CustomerOwnedIpv4Pool', 'EnableLniAtDeviceIndex', 'DisableLniAtDeviceIndex']);
  for (const member of NEVER_ON)
    if (request[member]?.Value) throw new Fault('UnsupportedOperation', `Headroom does not support ${member} yet.`);
  const {
    MapPublicIpOnLaunch: publicIp,
    EnableDns64: dns64,
    PrivateDnsHostnameTypeOnLaunch: hostnameType,
    EnableResourceNameDnsARecordOnLaunch: aRecord,
    EnableResourceNameDnsAAAARecordOnLaunch: aaaaRecord,
  } = request;
  return {
    ...(publicIp && { mapPublicIpOnLaunch: publicIp.Value ?? false }),
    ...(dns64 && { enableDns64: dns64.Value ?? false }),
    ...(hostnameType && { privateDnsHostnameType: hostnameType }),
    ...(aRecord && { resourceNameDnsARecord: aRecord.Value ?? false }),
    ...(aaaaRecord && { resourceNameDnsAaaaRecord: aaaaRecord.Value ?? false }),
  };
}
