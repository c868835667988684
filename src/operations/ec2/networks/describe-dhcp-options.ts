import type { DescribeDhcpOptionsRequest, DescribeDhcpOptionsResult, DhcpOptions } from '@aws-sdk/client-ec2';
import type { Accessors } from '../../../domain/filters.ts';
import { fittingsOf, isDefaultVpc, type Vpc } from '../../../domain/networks/vpc.ts';
import type { Operation } from '../../../operation.ts';
import { plainKind } from '../ec2-ids.ts';
import { listFittings } from '../instances/list-fittings.ts';

const DHCP_OPTIONS = plainKind(
  ['dhcp-options', 'dopt', 'dhcpOptions ID'],
  ['InvalidDhcpOptionID.NotFound', 'InvalidDhcpOptionsId.Malformed'],
);

/** The set that every VPC has, of an account and a Region. */
export const describeDhcpOptions: Operation<DescribeDhcpOptionsRequest, DescribeDhcpOptionsResult> = {
  constraints: { MaxResults: { range: [5, 1000], integer: true } },

  async handle(request, context) {
    const { items, nextToken } = await listFittings(request, context, {
      operation: 'DescribeDhcpOptions',
      kind: DHCP_OPTIONS,
      ids: request.DhcpOptionsIds,
      idOf: (options) => options.DhcpOptionsId!,
      describe: (vpc) => (isDefaultVpc(vpc) ? [describe(vpc)] : []),
      accessors,
    });
    return { DhcpOptions: items, NextToken: nextToken };
  },
};

/** The domain that the private DNS names of machines are of (VPC user guide, DHCP option sets). */
function describe(vpc: Vpc): DhcpOptions {
  const domain = vpc.region === 'us-east-1' ? 'ec2.internal' : `${vpc.region}.compute.internal`;
  return {
    OwnerId: vpc.accountId,
    Tags: [],
    DhcpOptionsId: fittingsOf(vpc).dhcpOptionsId,
    DhcpConfigurations: [
      { Key: 'domain-name', Values: [{ Value: domain }] },
      { Key: 'domain-name-servers', Values: [{ Value: 'AmazonProvidedDNS' }] },
    ],
  };
}

const accessors: Accessors<DhcpOptions> = {
  'dhcp-options-id': (options) => options.DhcpOptionsId,
  key: (options) => options.DhcpConfigurations?.map(({ Key }) => Key ?? ''),
  'owner-id': (options) => options.OwnerId,
  value: (options) => options.DhcpConfigurations?.flatMap(({ Values = [] }) => Values.map(({ Value }) => Value ?? '')),
};
