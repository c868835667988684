import type { CreateNetworkInterfaceRequest, CreateNetworkInterfaceResult } from '@aws-sdk/client-ec2';
import { defaultGroupIdOf, type Subnet } from '../../../domain/networks/vpc.ts';
import { interfaceKeys } from '../../../domain/policies/ec2-keys.ts';
import type { Operation, ResourceScope } from '../../../operation.ts';
import { readRecords } from '../../../views/ec2/records.ts';
import { listSubnets } from '../../../views/ec2/vpcs.ts';
import { changeOnce } from '../../change-once.ts';
import { ec2Arn, NETWORK_INTERFACE, SECURITY_GROUP, SUBNET } from '../ec2-ids.ts';
import { newRecord, putTagged } from '../records/own-record.ts';
import { refuseUnbuilt } from '../refuse-unbuilt.ts';
import { tagList, tagsFor } from '../tags/ec2-tags.ts';
import { addressesOf } from './interface-address.ts';
import { describeInterface } from './interface-shape.ts';
import { drawUpInterface } from './new-interface.ts';

export const createNetworkInterface: Operation<CreateNetworkInterfaceRequest, CreateNetworkInterfaceResult> = {
  constraints: {
    ClientToken: { length: [0, 64] },
    Description: { length: [0, 255] },
    InterfaceType: { oneOf: ['interface'] },
  },
  resources: async ({ SubnetId: id, Groups: groupIds }, scope) => {
    const vpcId = groupIds?.length ? undefined : (await placeOf(id!, scope))?.vpcId;
    const usual = vpcId === undefined ? [] : [defaultGroupIdOf({ ...scope, id: vpcId })];
    const groups = groupIds?.length ? groupIds : usual;
    return [ec2Arn(SUBNET, id!, scope), ...groups.map((group) => ec2Arn(SECURITY_GROUP, group, scope))];
  },
  keysOfMade: async ({ SubnetId: subnetId }, scope) => ({
    'network-interface': interfaceKeys({ ...(await placeOf(subnetId!, scope)), subnetId }, scope),
  }),

  async handle(request, context) {
    refuseUnbuilt(request, [
      ...(['Ipv4Prefixes', 'Ipv4PrefixCount', 'Ipv6Prefixes'] as const),
      ...(['Ipv6PrefixCount', 'Ipv6Addresses', 'Ipv6AddressCount', 'EnablePrimaryIpv6'] as const),
    ]);
    const tags = tagsFor(request.TagSpecifications, 'network-interface');
    const { SubnetId: subnetId, Groups: groupIds, Description: description } = request;
    const addresses = addressesOf(request);
    const record = { input: request, resources: [ec2Arn(SUBNET, subnetId!, context)], detail: { description } };
    const made = await changeOnce(context, record, async (trx) => {
      const { id, ...drawn } = await drawUpInterface(trx, context, { subnetId: subnetId!, groupIds, ...addresses });
      await putTagged(trx, newRecord(context, 'network-interface', { id, details: { ...drawn, description } }), tags);
      return { id };
    });
    const [one] = await readRecords(context.db, context, { kind: 'network-interface', ids: [made.id] });
    if (!one) throw NETWORK_INTERFACE.notFound([made.id]);
    return { NetworkInterface: describeInterface(one, tagList(tags)), ClientToken: request.ClientToken };
  },
};

async function placeOf(subnetId: string, scope: ResourceScope): Promise<Subnet | undefined> {
  const [found] = await listSubnets(scope.db, scope, { ids: [subnetId] });
  return found;
}
