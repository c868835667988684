import type { CreateVpcRequest, CreateVpcResult } from '@aws-sdk/client-ec2';
import { idFromSeed } from '../../../domain/ids.ts';
import { formatCidr } from '../../../domain/networks/cidr.ts';
import { defaultGroup, defaultRules } from '../../../domain/networks/security-group.ts';
import { NEW_VPC, type Vpc, type VpcTenancy } from '../../../domain/networks/vpc.ts';
import { ec2Keys } from '../../../domain/policies/ec2-keys.ts';
import { firstRouteTable } from '../../../domain/records/first-route-table.ts';
import type { Operation } from '../../../operation.ts';
import { putRecord } from '../../../store/ec2-record.ts';
import { insertSecurityGroup, insertSecurityGroupRules } from '../../../store/security-group.ts';
import { putTags, tagRows } from '../../../store/tag.ts';
import { insertVpc } from '../../../store/vpc.ts';
import { change } from '../../change.ts';
import { ec2Arn, VPC } from '../ec2-ids.ts';
import { refuseUnbuilt } from '../refuse-unbuilt.ts';
import { tagList, tagsFor } from '../tags/ec2-tags.ts';
import { networkCidr } from './network-cidr.ts';
import { describeVpc } from './vpc-description.ts';

/** A VPC with its default security group and its main route table; its network ACL is what it is everywhere. */
export const createVpc: Operation<CreateVpcRequest, CreateVpcResult> = {
  constraints: { InstanceTenancy: { oneOf: ['default', 'dedicated'] } },
  keysOfMade: ({ InstanceTenancy = 'default' }) => ({ vpc: ec2Keys({ Tenancy: InstanceTenancy }) }),

  async handle(request, context) {
    const { accountId, region, requestId } = context;
    refuseUnbuilt(request, [
      ...(['AmazonProvidedIpv6CidrBlock', 'Ipv6CidrBlock', 'Ipv6Pool', 'Ipv4IpamPoolId', 'Ipv6IpamPoolId'] as const),
      'VpcEncryptionControl',
    ]);
    const tags = tagsFor(request.TagSpecifications, 'vpc');
    const vpc: Vpc = {
      ...NEW_VPC,
      accountId,
      region,
      id: idFromSeed('vpc', requestId),
      cidrBlock: formatCidr(networkCidr(request.CidrBlock, 'InvalidVpc.Range')),
      instanceTenancy: (request.InstanceTenancy as VpcTenancy | undefined) ?? 'default',
    };
    const group = defaultGroup(vpc);
    const resources = [ec2Arn(VPC, vpc.id, context)];
    await change(context, { resources, detail: { cidrBlock: vpc.cidrBlock } }, async (trx) => {
      await insertVpc(trx, vpc);
      await putRecord(trx, firstRouteTable(vpc, context.now));
      await insertSecurityGroup(trx, group);
      await insertSecurityGroupRules(trx, defaultRules(group));
      await putTags(trx, tagRows({ accountId, region, resourceId: vpc.id, resourceType: 'vpc' }, tags));
    });
    return { Vpc: { ...describeVpc(vpc, tagList(tags)), State: 'pending' } };
  },
};
