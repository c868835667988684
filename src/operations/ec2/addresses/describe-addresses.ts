import type { Address, DescribeAddressesRequest, DescribeAddressesResult, Tag } from '@aws-sdk/client-ec2';
import type { Accessors } from '../../../domain/filters.ts';
import type { Ec2Record } from '../../../domain/records/record.ts';
import type { Operation } from '../../../operation.ts';
import { ADDRESS } from '../ec2-ids.ts';
import { listRecords } from '../records/list-records.ts';
import { addressNotFound, MOST_ADDRESSES } from './own-address.ts';

export const describeAddresses: Operation<DescribeAddressesRequest, DescribeAddressesResult> = {
  weight: 500,

  async handle({ AllocationIds, PublicIps: publicIps = [], Filters = [] }, context) {
    const byIp = publicIps.length > 0 ? [{ Name: 'public-ip', Values: publicIps }] : [];
    const { items } = await listRecords<'elastic-ip', Address>({ Filters: [...Filters, ...byIp] }, context, {
      operation: 'DescribeAddresses',
      kind: ADDRESS,
      ids: AllocationIds,
      describe: describeAddress,
      refFilters: ['association-id', 'instance-id', 'network-interface-id', 'public-ip'],
      defaultLimit: MOST_ADDRESSES,
      accessors,
      tagsOf: (address) => address.Tags,
    });
    const missing = publicIps.find((ip) => Filters.length === 0 && !items.some(({ PublicIp }) => PublicIp === ip));
    if (missing !== undefined) throw addressNotFound(missing);
    return { Addresses: items };
  },
};

function describeAddress({ id, accountId, region, details }: Ec2Record<'elastic-ip'>, Tags: Tag[]): Address {
  const { association, publicIp } = details;
  return {
    AllocationId: id,
    AssociationId: association?.id,
    Domain: 'vpc',
    NetworkInterfaceId: association?.networkInterfaceId,
    NetworkInterfaceOwnerId: association && accountId,
    PrivateIpAddress: association?.privateIp,
    Tags,
    PublicIpv4Pool: 'amazon',
    NetworkBorderGroup: region,
    InstanceId: association?.instanceId ?? (association ? undefined : ''),
    PublicIp: publicIp,
  };
}

const accessors: Accessors<Address> = {
  'allocation-id': (address) => address.AllocationId,
  'association-id': (address) => address.AssociationId,
  domain: (address) => address.Domain,
  'instance-id': (address) => address.InstanceId,
  'network-border-group': (address) => address.NetworkBorderGroup,
  'network-interface-id': (address) => address.NetworkInterfaceId,
  'network-interface-owner-id': (address) => address.NetworkInterfaceOwnerId,
  'private-ip-address': (address) => address.PrivateIpAddress,
  'public-ip': (address) => address.PublicIp,
};
