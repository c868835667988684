import type { CreateSubnetRequest, CreateSubnetResult } from '@aws-sdk/client-ec2';
import type { Transaction } from 'kysely';
import { idFromSeed } from '../../../domain/ids.ts';
import { doOverlap, formatCidr, isWithin, parseCidr } from '../../../domain/networks/cidr.ts';
import { availabilityZones } from '../../../domain/networks/network.ts';
import { NEW_SUBNET, type Subnet } from '../../../domain/networks/vpc.ts';
import { subnetKeys } from '../../../domain/policies/ec2-keys.ts';
import { Fault } from '../../../fault.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import type { DB } from '../../../store/schema.ts';
import { putTags, tagRows } from '../../../store/tag.ts';
import { insertSubnet, lockVpc } from '../../../store/vpc.ts';
import { listSubnetsOf } from '../../../views/ec2/vpcs.ts';
import { change } from '../../change.ts';
import { ec2Arn, SUBNET, VPC } from '../ec2-ids.ts';
import { refuseUnbuilt } from '../refuse-unbuilt.ts';
import { tagList, tagsFor } from '../tags/ec2-tags.ts';
import { networkCidr } from './network-cidr.ts';
import { requireVpc } from './own-network.ts';
import { describeSubnet } from './vpc-description.ts';

export const createSubnet: Operation<CreateSubnetRequest, CreateSubnetResult> = {
  resources: ({ VpcId }, scope) => [ec2Arn(VPC, VpcId!, scope)],
  keysOfMade: (
    { VpcId: vpcId, AvailabilityZone: availabilityZone, AvailabilityZoneId: availabilityZoneId },
    scope,
  ) => ({
    subnet: subnetKeys({ vpcId, availabilityZone, availabilityZoneId }, scope),
  }),

  async handle(request, context) {
    const { accountId, region, requestId } = context;
    refuseUnbuilt(request, ['Ipv6CidrBlock', 'Ipv6Native', 'OutpostArn', 'Ipv4IpamPoolId', 'Ipv6IpamPoolId']);
    const tags = tagsFor(request.TagSpecifications, 'subnet');
    const subnet: Subnet = {
      ...NEW_SUBNET,
      accountId,
      region,
      id: idFromSeed('subnet', requestId),
      vpcId: request.VpcId!,
      availabilityZone: zoneOf(request, region),
      cidrBlock: formatCidr(networkCidr(request.CidrBlock, 'InvalidSubnet.Range')),
    };
    const resources = [ec2Arn(SUBNET, subnet.id, context)];
    await change(context, { resources, detail: { vpcId: subnet.vpcId, cidrBlock: subnet.cidrBlock } }, async (trx) => {
      await checkRoom(trx, context, subnet);
      await insertSubnet(trx, subnet);
      await putTags(trx, tagRows({ accountId, region, resourceId: subnet.id, resourceType: 'subnet' }, tags));
    });
    return { Subnet: describeSubnet(subnet, tagList(tags)) };
  },
};

/** The zone by its name or its id; the first one where none is named. */
function zoneOf({ AvailabilityZone: name, AvailabilityZoneId: id }: CreateSubnetRequest, region: string): string {
  const zones = availabilityZones(region);
  const zone = zones.find((one) => (name ? one.name === name : !id || one.zoneId === id));
  if (zone && (!id || zone.zoneId === id)) return zone.name;
  const names = zones.map((one) => one.name).join(', ');
  throw new Fault(
    'InvalidParameterValue',
    `Value (${name || id}) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: ${names}.`,
  );
}

/** The block must be of its VPC and not of another subnet. */
async function checkRoom(trx: Transaction<DB>, context: RequestContext, { vpcId, cidrBlock }: Subnet): Promise<void> {
  await lockVpc(trx, vpcId);
  const vpc = await requireVpc(trx, context, vpcId);
  const cidr = parseCidr(cidrBlock)!;
  if (!isWithin(cidr, parseCidr(vpc.cidrBlock)!))
    throw new Fault(
      'InvalidSubnet.Range',
      `The CIDR '${cidrBlock}' is invalid. It must be within ${vpc.cidrBlock}, the VPC's.`,
    );
  const others = await listSubnetsOf(trx, context, [vpcId]);
  if (others.some((other) => doOverlap(cidr, parseCidr(other.cidrBlock)!)))
    throw new Fault('InvalidSubnet.Conflict', `The CIDR '${cidrBlock}' conflicts with another subnet`);
}
