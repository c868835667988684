import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DescribeVpcsRequest } from '@aws-sdk/client-ec2';
import { defaultNetwork } from '../../domain/network.ts';
import type { RequestContext } from '../../operation.ts';
import { describeVpcs } from './describe-vpcs.ts';

const context = { accountId: '111122223333', region: 'us-east-1' } as RequestContext;
const network = defaultNetwork('111122223333', 'us-east-1');
const vpcs = async (request: DescribeVpcsRequest) => (await describeVpcs.handle(request, context)).Vpcs!;

test('an account has its default VPC', async () => {
  assert.deepEqual(await vpcs({ MaxResults: 5 }), [
    {
      OwnerId: '111122223333',
      InstanceTenancy: 'default',
      CidrBlockAssociationSet: [
        {
          AssociationId: network.cidrAssociationId,
          CidrBlock: '172.31.0.0/16',
          CidrBlockState: { State: 'associated' },
        },
      ],
      IsDefault: true,
      VpcId: network.vpcId,
      State: 'available',
      CidrBlock: '172.31.0.0/16',
      DhcpOptionsId: network.dhcpOptionsId,
    },
  ]);
});

test('filters find it or not, under both spellings', async () => {
  const found = async (Name: string, value: string) => (await vpcs({ Filters: [{ Name, Values: [value] }] })).length;
  assert.equal(await found('is-default', 'true'), 1);
  assert.equal(await found('isDefault', 'true'), 1);
  assert.equal(await found('isDefault', 'false'), 0);
  assert.equal(await found('cidr-block-association.cidr-block', '172.31.*'), 1);
  assert.equal(await found('tag:Name', '*'), 0);
});

test('a VPC that the account does not have is a fault', async () => {
  await assert.rejects(vpcs({ VpcIds: [network.vpcId, 'vpc-x'] }), {
    code: 'InvalidVpcID.NotFound',
    message: "The vpc ID 'vpc-x' does not exist",
  });
});
